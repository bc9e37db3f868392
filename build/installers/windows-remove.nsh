; The uninstaller of windows.nsi: the program goes, records stay unless it is told otherwise.

Function un.onInit
  Call un.ReadOptions
  SetShellVarContext all
  StrCpy $Everybody 1
  ReadRegStr $R9 SHCTX "${OURS}" "Folder"
  ${If} $R9 != $INSTDIR
    SetShellVarContext current
    StrCpy $Everybody 0
    ReadRegStr $R9 SHCTX "${OURS}" "Folder"
  ${EndIf}
  ${If} $R9 != $INSTDIR
    !insertmacro Refuse ${WRONG_OPTION} "Threshold is not installed in this folder. Nothing was changed."
  ${EndIf}
  UserInfo::GetAccountType
  Pop $R8
  ${If} $Everybody = 1
  ${AndIf} $R8 != "Admin"
    !insertmacro Refuse ${NEEDS_RIGHTS} "Threshold is removed by an administrator only. Nothing was changed."
  ${EndIf}
  Call un.WaitUntilClosed
FunctionEnd

; Only with /REMOVEDATA, and where somebody looks: the words must be typed.
Function un.AskWords
  ${If} $RemoveData <> 1
    Abort
  ${EndIf}
  !insertmacro MUI_HEADER_TEXT "Remove all records?" "This cannot be undone."
  nsDialogs::Create 1018
  Pop $R0
  StrCpy $R1 "of this account"
  ${If} $Everybody = 1
    StrCpy $R1 "of every account at this PC"
  ${EndIf}
  ${NSD_CreateLabel} 0 0 100% 72u "The records of all visits, their keys, papers, settings and logs $R1 will be deleted. Without its keys no copy of a record can be opened, unless an office or a recovery sheet opens it.$\r$\n$\r$\nThe law says how long records of visits must be kept. Do this only where they are kept elsewhere, or their time is over and no hold is on them.$\r$\n$\r$\nTo do it, type: ${WORDS}"
  Pop $R0
  ${NSD_CreateText} 0 80u 60% 13u ""
  Pop $Typed
  ${NSD_SetFocus} $Typed
  nsDialogs::Show
FunctionEnd

Function un.TakeWords
  ${NSD_GetText} $Typed $R0
  StrCmpS $R0 "${WORDS}" done
  MessageBox MB_OK|MB_ICONINFORMATION "Those are not the words. Nothing was deleted. Cancel to keep the records."
  Abort
  done:
FunctionEnd

!macro Untype ENDING ID
  ReadRegStr $R0 SHCTX "Software\Classes\${ENDING}" ""
  ${If} $R0 == "${ID}"
    DeleteRegKey SHCTX "Software\Classes\${ENDING}"
  ${EndIf}
  DeleteRegKey SHCTX "Software\Classes\${ID}"
!macroend

Section "Uninstall"
  SetOutPath "$TEMP"
  RMDir /r "$INSTDIR"
  RMDir /r "$INSTDIR.old"
  RMDir /r "$INSTDIR.new"
  Delete "$SMPROGRAMS\${NAME}.lnk"
  Delete "$DESKTOP\${NAME}.lnk"
  DeleteRegValue SHCTX "${RUN}" "${NAME}"
  !insertmacro Untype ".tpack" "Threshold.Policy"
  !insertmacro Untype ".tbulletin" "Threshold.Bulletin"
  !insertmacro Untype ".tauthority" "Threshold.Authority"
  System::Call 'shell32::SHChangeNotify(i 0x08000000, i 0, p 0, p 0)'
  Call un.LeaveKiosk
  DeleteRegKey SHCTX "${ENTRY}"
  DeleteRegKey SHCTX "${OURS}"
  ${If} $RemoveData = 1
    Call un.DeleteData
    !insertmacro Log "0: removed, with all data."
  ${Else}
    !insertmacro Log "0: removed; records and settings are kept."
  ${EndIf}
SectionEnd

; Of every account that Windows lists, for a program of everybody; else of the account that removes it.
Function un.DeleteData
  SetShellVarContext current
  RMDir /r "$LOCALAPPDATA\${NAME}"
  ${If} $Everybody = 1
    StrCpy $R0 0
    ${Do}
      EnumRegKey $R1 HKLM "SOFTWARE\Microsoft\Windows NT\CurrentVersion\ProfileList" $R0
      ${If} $R1 == ""
        ${ExitDo}
      ${EndIf}
      ReadRegStr $R2 HKLM "SOFTWARE\Microsoft\Windows NT\CurrentVersion\ProfileList\$R1" "ProfileImagePath"
      ExpandEnvStrings $R2 "$R2"
      ${If} $R2 != ""
        RMDir /r "$R2\AppData\Local\${NAME}"
      ${EndIf}
      IntOp $R0 $R0 + 1
    ${Loop}
    SetShellVarContext all
    RMDir /r "$APPDATA\${NAME}"
  ${EndIf}
FunctionEnd
