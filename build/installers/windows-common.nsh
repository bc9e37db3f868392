; What the setup of windows.nsi and its uninstaller share: options, the log, and how both wait for an open Threshold.

; Ends with an exit code, after one sentence: on the screen, or only in the log where nobody looks.
!macro Refuse CODE SENTENCE
  !insertmacro Log "${CODE}: ${SENTENCE}"
  MessageBox MB_OK|MB_ICONSTOP "${SENTENCE}" /SD IDOK
  SetErrorLevel ${CODE}
  Quit
!macroend

!macro Log SENTENCE
  ${GetTime} "" "L" $R1 $R2 $R3 $R4 $R5 $R6 $R7
  ClearErrors
  FileOpen $R0 "$TEMP\Threshold-setup.log" a
  ${IfNot} ${Errors}
    FileSeek $R0 0 END
    FileWrite $R0 "$R3-$R2-$R1 $R5:$R6:$R7 ${NUMBER} ${SENTENCE}$\r$\n"
    FileClose $R0
  ${EndIf}
  ClearErrors
!macroend

!macro Common un
; Takes each word of the command line; one that is not known ends it, so that no option is misspelt in silence.
Function ${un}ReadOptions
  ${GetParameters} $R0
  ${Do}
    StrCpy $R1 ""
    ${Do}
      StrCpy $R2 $R0 1
      ${If} $R2 != " "
        ${ExitDo}
      ${EndIf}
      StrCpy $R0 $R0 "" 1
    ${Loop}
    ${If} $R0 == ""
      Return
    ${EndIf}
    StrCpy $R3 $R0 3
    ${If} $R3 == "_?=" ; the folder, which NSIS itself takes
      Return
    ${EndIf}
    ${Do}
      StrCpy $R2 $R0 1
      ${If} $R2 == " "
      ${OrIf} $R2 == ""
        ${ExitDo}
      ${EndIf}
      StrCpy $R1 "$R1$R2"
      StrCpy $R0 $R0 "" 1
    ${Loop}
    Call ${un}TakeOption
  ${Loop}
FunctionEnd

Function ${un}TakeOption
  StrCpy $R3 $R1 6
  ${If} $R1 == "/S"
  ${OrIf} $R1 == "/NCRC"
    Return
  ${ElseIf} $R1 == "/REMOVEDATA"
    StrCpy $RemoveData 1
  ${ElseIf} $R3 == "/WAIT="
    StrCpy $Wait $R1 "" 6
    IntOp $Wait $Wait + 0
  !if "${un}" == ""
  ${ElseIf} $R1 == "/ALLUSERS"
    StrCpy $Asked "all"
  ${ElseIf} $R1 == "/CURRENTUSER"
    StrCpy $Asked "user"
  ${ElseIf} $R1 == "/REMOVE"
    StrCpy $Remove 1
  ${ElseIf} $R1 == "/AUTOSTART"
    StrCpy $WantAutostart 1
  ${ElseIf} $R1 == "/NOAUTOSTART"
    StrCpy $WantAutostart 0
  ${ElseIf} $R1 == "/KIOSK"
    StrCpy $WantKiosk 1
  ${ElseIf} $R1 == "/NOKIOSK"
    StrCpy $WantKiosk 0
  ${ElseIf} $R1 == "/DESKTOPICON"
    StrCpy $WantDesktop 1
  ${ElseIf} $R1 == "/NODESKTOPICON"
    StrCpy $WantDesktop 0
  !endif
  ${Else}
    !insertmacro Refuse ${WRONG_OPTION} "This setup knows no option $R1. Nothing was changed. See it-windows.md."
  ${EndIf}
FunctionEnd

; $R9: 1 where one of the programs in the folder runs, for whomever. Windows gives nobody a running program to write.
Function ${un}Look
  StrCpy $R9 0
  ${If} ${FileExists} "$INSTDIR\thresholdw.exe"
    ClearErrors
    FileOpen $R8 "$INSTDIR\thresholdw.exe" a
    ${If} ${Errors}
      StrCpy $R9 1
    ${Else}
      FileClose $R8
    ${EndIf}
  ${EndIf}
  ${If} ${FileExists} "$INSTDIR\threshold.exe"
    ClearErrors
    FileOpen $R8 "$INSTDIR\threshold.exe" a
    ${If} ${Errors}
      StrCpy $R9 1
    ${Else}
      FileClose $R8
    ${EndIf}
  ${EndIf}
  ClearErrors
FunctionEnd

; Takes back the full screen that this setup switched on, and nothing else of IT's policy.
Function ${un}LeaveKiosk
  ReadRegDWORD $R9 SHCTX "${OURS}" "Kiosk"
  ${If} $R9 = 1
    DeleteRegValue HKLM "${POLICY}" "kiosk"
    DeleteRegKey /ifempty HKLM "${POLICY}"
  ${EndIf}
  ClearErrors
FunctionEnd

; Goes on once nothing of Threshold runs. A visit may be in progress: nothing is ever closed from here.
Function ${un}WaitUntilClosed
  ${Do}
    Call ${un}Look
    ${If} $R9 = 0
      Return
    ${EndIf}
    ${If} $Wait > 0
      IntOp $Wait $Wait - 1
      Sleep 1000
    ${Else}
      ${IfNot} ${Silent}
        MessageBox MB_RETRYCANCEL|MB_ICONEXCLAMATION "Threshold is open on this PC, and a visit may be in progress.$\r$\n$\r$\nWhen the person at the desk has closed it, choose Retry. Nothing was changed." IDRETRY again
      ${EndIf}
      !insertmacro Log "${IS_OPEN}: Threshold is open. Nothing was changed."
      SetErrorLevel ${IS_OPEN}
      Quit
      again:
    ${EndIf}
  ${Loop}
FunctionEnd
!macroend
