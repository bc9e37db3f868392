; Installs Threshold on Windows, for everybody or for one account, with windows or silently. Made by build/installers/windows.sh, which defines
; SOURCE (the list of files), MANAGED, ICON, WELCOME (a picture), OUT, VERSION, NUMBER (four numbers), BUILD, SIZE_KB and, where a certificate is given, SIGN.
; resources/manual/it-windows.md tells IT each option and exit code.
Target amd64-unicode
SetCompressor /SOLID lzma
SetCompressorDictSize 32
SetDateSave off
ManifestDPIAware true
ManifestSupportedOS Win10
RequestExecutionLevel highest
AllowSkipFiles off

!define NAME "Threshold"
!define OURS "Software\Threshold"
!define ENTRY "Software\Microsoft\Windows\CurrentVersion\Uninstall\Threshold"
!define RUN "Software\Microsoft\Windows\CurrentVersion\Run"
!define POLICY "Software\Policies\Threshold"
!define OLDEST_BUILD 17763 ; Windows 10 1809, the oldest that Qt runs on
!define WORDS "REMOVE ALL RECORDS"

; Exit codes beside NSIS's own: 0 done, 1 a person cancelled, 2 a file could not be written.
!define WINDOWS_TOO_OLD 10
!define IS_OPEN 11
!define NEWER_THERE 12
!define NEEDS_RIGHTS 13
!define WRONG_OPTION 14
!define OTHER_INSTALLER 15

!include LogicLib.nsh
!include Sections.nsh
!include FileFunc.nsh
!include WordFunc.nsh
!include WinVer.nsh
!include nsDialogs.nsh
!include MUI2.nsh

Name "${NAME}"
Caption "${NAME} ${VERSION}"
BrandingText "${NAME} ${VERSION}, build ${BUILD}"
OutFile "${OUT}"
VIProductVersion "${NUMBER}"
VIAddVersionKey "ProductName" "${NAME}"
VIAddVersionKey "FileDescription" "${NAME} setup"
VIAddVersionKey "CompanyName" "${NAME}"
VIAddVersionKey "LegalCopyright" ""
VIAddVersionKey "FileVersion" "${NUMBER}"
VIAddVersionKey "ProductVersion" "${NUMBER}"
!ifdef SIGN
  !uninstfinalize 'bash "${SIGN}" "%1"' = 0
!endif

Var Everybody ; 1: for everybody at this PC, else for one account
Var Asked     ; which of both was asked for: "all", "user" or ""
Var Wait      ; seconds to wait for an open Threshold
Var Remove
Var RemoveData
Var WantDesktop   ; each of these: 1, 0, or "" where it stays as it was
Var WantAutostart
Var WantKiosk
Var Upgrade
Var Typed

!define MUI_ICON "${ICON}"
!define MUI_UNICON "${ICON}"
!define MUI_WELCOMEFINISHPAGE_BITMAP "${WELCOME}"
!define MUI_ABORTWARNING
!define MUI_WELCOMEPAGE_TITLE "Threshold ${VERSION}"
!define MUI_WELCOMEPAGE_TEXT "Warrant checks at the front desk, one plain question at a time.$\r$\n$\r$\nWhere Threshold is there already it is replaced. Visits, also open ones, and all settings stay as they are.$\r$\n$\r$\nClose Threshold before you go on."
!define MUI_COMPONENTSPAGE_NODESC
!define MUI_COMPONENTSPAGE_TEXT_TOP "Choose what this PC needs. All of it can be changed later by running this setup again."
!define MUI_FINISHPAGE_TITLE "Threshold is ready"
!define MUI_FINISHPAGE_TEXT "Start it from the Start menu, as the person who works at the desk.$\r$\n$\r$\nA new desk works at once. It says SAMPLE FACILITY until it is set up."
!insertmacro MUI_PAGE_WELCOME
!insertmacro MUI_PAGE_COMPONENTS
!define MUI_PAGE_CUSTOMFUNCTION_PRE FolderIsKnown
!insertmacro MUI_PAGE_DIRECTORY
!insertmacro MUI_PAGE_INSTFILES
!insertmacro MUI_PAGE_FINISH
!insertmacro MUI_UNPAGE_CONFIRM
UninstPage custom un.AskWords un.TakeWords
!insertmacro MUI_UNPAGE_INSTFILES
!insertmacro MUI_LANGUAGE "English"

!include windows-common.nsh
!insertmacro Common ""
!insertmacro Common "un."

; What is there already decides on the folder, and whether this package may take its place.
Function CompareWithInstalled
  ReadRegStr $R9 SHCTX "${OURS}" "Folder"
  ReadRegStr $R8 SHCTX "${OURS}" "Kind"
  ReadRegStr $R7 SHCTX "${OURS}" "Version"
  StrCpy $Upgrade 0
  ${If} $R9 == ""
    ${If} $Remove = 1
      !insertmacro Log "0: Threshold is not installed."
      SetErrorLevel 0
      Quit
    ${EndIf}
    ${If} $INSTDIR == ""
      StrCpy $INSTDIR "$PROGRAMFILES64\${NAME}"
      ${If} $Everybody <> 1
        StrCpy $INSTDIR "$LOCALAPPDATA\Programs\${NAME}"
      ${EndIf}
    ${EndIf}
    Return
  ${EndIf}
  ${If} $R8 != "exe"
    !insertmacro Refuse ${OTHER_INSTALLER} "Threshold was installed by its .msi package. Use that to upgrade or remove it. Nothing was changed."
  ${EndIf}
  ${If} $INSTDIR != ""
  ${AndIf} $INSTDIR != $R9
    !insertmacro Refuse ${WRONG_OPTION} "Threshold is installed in another folder. Remove it first; records and settings stay. Nothing was changed."
  ${EndIf}
  StrCpy $INSTDIR $R9
  StrCpy $Upgrade 1
  ${VersionCompare} "$R7" "${NUMBER}" $R6
  ${If} $R6 = 1
  ${AndIf} $Remove <> 1
    !insertmacro Refuse ${NEWER_THERE} "A newer Threshold ($R7) is installed. This one is ${NUMBER}. Nothing was changed."
  ${EndIf}
FunctionEnd

; The uninstaller by itself ends before its work is done; from here its exit code comes back.
Function RemoveByUninstaller
  InitPluginsDir
  CopyFiles /SILENT "$INSTDIR\uninstall.exe" "$PLUGINSDIR\remove.exe"
  StrCpy $R1 "/S /WAIT=$Wait"
  ${If} $RemoveData = 1
    StrCpy $R1 "$R1 /REMOVEDATA"
  ${EndIf}
  ClearErrors
  ExecWait '"$PLUGINSDIR\remove.exe" $R1 _?=$INSTDIR' $R2
  ${If} ${Errors}
    StrCpy $R2 2
  ${EndIf}
  SetErrorLevel $R2
  Quit
FunctionEnd

; A folder that is not ours is never taken: an upgrade replaces the whole of it.
Function .onVerifyInstDir
  ${If} $Upgrade <> 1
    Call FolderIsFree
    ${If} $R9 = 0
      Abort
    ${EndIf}
  ${EndIf}
FunctionEnd

Function FolderIsFree
  StrCpy $R9 1
  FindFirst $R8 $R7 "$INSTDIR\*"
  ${DoUntil} $R7 == ""
    ${If} $R7 != "."
    ${AndIf} $R7 != ".."
      StrCpy $R9 0
    ${EndIf}
    FindNext $R8 $R7
  ${Loop}
  FindClose $R8
  StrLen $R7 $INSTDIR
  ${If} $R7 < 4
    StrCpy $R9 0
  ${EndIf}
  ClearErrors
FunctionEnd

Function FolderIsKnown
  ${If} $Upgrade = 1
    Abort
  ${EndIf}
FunctionEnd

Section "-Program"
  ${If} $Upgrade <> 1
    Call FolderIsFree
    ${If} $R9 = 0
      !insertmacro Refuse ${WRONG_OPTION} "There are files in that folder already. Name an empty one. Nothing was changed."
    ${EndIf}
  ${ElseIf} ${FileExists} "$INSTDIR.old\*.*" ; a power cut came between both names
  ${AndIfNot} ${FileExists} "$INSTDIR\*.*"
    Rename "$INSTDIR.old" "$INSTDIR"
  ${EndIf}
  RMDir /r "$INSTDIR.new"
  ; The new program is there in full before the former one goes, and takes its name in one step.
  !define INTO "$INSTDIR.new"
  !include "${SOURCE}"
  SetOutPath "${INTO}"
  ClearErrors
  WriteUninstaller "${INTO}\uninstall.exe"
  ${If} ${Errors}
    RMDir /r "$INSTDIR.new"
    !insertmacro Refuse 2 "The folder of the program cannot be written. Nothing was changed."
  ${EndIf}
  SetOutPath "$TEMP"
  Call WaitUntilClosed
  ClearErrors
  ${If} ${FileExists} "$INSTDIR\*.*"
    RMDir /r "$INSTDIR.old"
    ClearErrors
    Rename "$INSTDIR" "$INSTDIR.old"
    ${If} ${Errors}
      RMDir /r "$INSTDIR.new"
      !insertmacro Refuse ${IS_OPEN} "The folder of the program is in use. Nothing was changed."
    ${EndIf}
  ${EndIf}
  Rename "$INSTDIR.new" "$INSTDIR"
  ${If} ${Errors}
    Rename "$INSTDIR.old" "$INSTDIR"
    RMDir /r "$INSTDIR.new"
    !insertmacro Refuse 2 "The folder of the program cannot be written. Nothing was changed."
  ${EndIf}
  RMDir /r "$INSTDIR.old"
SectionEnd

Section /o "Icon on the desktop" SEC_DESKTOP
SectionEnd
Section /o "Open Threshold when somebody signs in" SEC_AUTOSTART
SectionEnd
Section /o "Kiosk: full screen, for a PC that does nothing else" SEC_KIOSK
SectionEnd

; What an administrator decides for the PC. A file that is there already is theirs; nobody else may write beside it.
Section "-Managed"
  ${If} $Everybody = 1
    CreateDirectory "$APPDATA\${NAME}"
    nsExec::Exec '"$SYSDIR\icacls.exe" "$APPDATA\${NAME}" /inheritance:r /grant:r *S-1-5-18:(OI)(CI)F *S-1-5-32-544:(OI)(CI)F *S-1-5-32-545:(OI)(CI)RX'
    Pop $R0
    ${If} $R0 != 0
      !insertmacro Log "Rights of the machine's settings could not be set: icacls said $R0."
    ${EndIf}
    ${IfNot} ${FileExists} "$APPDATA\${NAME}\managed.toml"
      SetOutPath "$APPDATA\${NAME}"
      File "/oname=managed.toml" "${MANAGED}"
      SetOutPath "$TEMP"
    ${EndIf}
  ${EndIf}
SectionEnd

!macro Chosen SECTION VALUE
  ${If} ${SectionIsSelected} ${SECTION}
    WriteRegDWORD SHCTX "${OURS}" "${VALUE}" 1
  ${Else}
    WriteRegDWORD SHCTX "${OURS}" "${VALUE}" 0
  ${EndIf}
!macroend

!macro Type ENDING ID WHAT
  WriteRegStr SHCTX "Software\Classes\${ENDING}" "" "${ID}"
  WriteRegStr SHCTX "Software\Classes\${ID}" "" "${WHAT}"
  WriteRegStr SHCTX "Software\Classes\${ID}\DefaultIcon" "" "$INSTDIR\thresholdw.exe,0"
  WriteRegStr SHCTX "Software\Classes\${ID}\shell\open\command" "" '"$INSTDIR\thresholdw.exe"'
!macroend

Section "-Entries"
  ; Full screen is a setting, and of the machine: where IT's policy for this PC lies, so that no account can change it.
  ${If} ${SectionIsSelected} ${SEC_KIOSK}
    WriteRegDWORD HKLM "${POLICY}" "kiosk" 1
  ${ElseIf} $WantKiosk == 0
    Call LeaveKiosk
  ${EndIf}
  CreateShortcut "$SMPROGRAMS\${NAME}.lnk" "$INSTDIR\thresholdw.exe" "" "$INSTDIR\thresholdw.exe" 0 SW_SHOWNORMAL "" "Warrant checks at the front desk"
  ${If} ${SectionIsSelected} ${SEC_DESKTOP}
    CreateShortcut "$DESKTOP\${NAME}.lnk" "$INSTDIR\thresholdw.exe" "" "$INSTDIR\thresholdw.exe" 0 SW_SHOWNORMAL "" "Warrant checks at the front desk"
  ${Else}
    Delete "$DESKTOP\${NAME}.lnk"
  ${EndIf}
  ${If} ${SectionIsSelected} ${SEC_AUTOSTART}
    WriteRegStr SHCTX "${RUN}" "${NAME}" '"$INSTDIR\thresholdw.exe"'
  ${Else}
    DeleteRegValue SHCTX "${RUN}" "${NAME}"
  ${EndIf}
  !insertmacro Type ".tpack" "Threshold.Policy" "Threshold policy"
  !insertmacro Type ".tbulletin" "Threshold.Bulletin" "Threshold bulletin"
  !insertmacro Type ".tauthority" "Threshold.Authority" "Threshold statement of an office's keys"
  System::Call 'shell32::SHChangeNotify(i 0x08000000, i 0, p 0, p 0)'
  WriteRegStr SHCTX "${OURS}" "Folder" "$INSTDIR"
  WriteRegStr SHCTX "${OURS}" "Kind" "exe"
  WriteRegStr SHCTX "${OURS}" "Version" "${NUMBER}"
  !insertmacro Chosen ${SEC_DESKTOP} "DesktopIcon"
  !insertmacro Chosen ${SEC_AUTOSTART} "Autostart"
  !insertmacro Chosen ${SEC_KIOSK} "Kiosk"
  WriteRegStr SHCTX "${ENTRY}" "DisplayName" "${NAME}"
  WriteRegStr SHCTX "${ENTRY}" "DisplayVersion" "${NUMBER}"
  WriteRegStr SHCTX "${ENTRY}" "Publisher" "${NAME}"
  WriteRegStr SHCTX "${ENTRY}" "DisplayIcon" "$INSTDIR\thresholdw.exe,0"
  WriteRegStr SHCTX "${ENTRY}" "InstallLocation" "$INSTDIR"
  WriteRegStr SHCTX "${ENTRY}" "UninstallString" '"$INSTDIR\uninstall.exe"'
  WriteRegStr SHCTX "${ENTRY}" "QuietUninstallString" '"$INSTDIR\uninstall.exe" /S'
  WriteRegDWORD SHCTX "${ENTRY}" "EstimatedSize" ${SIZE_KB}
  WriteRegDWORD SHCTX "${ENTRY}" "NoModify" 1
  WriteRegDWORD SHCTX "${ENTRY}" "NoRepair" 1
  !insertmacro Log "0: installed."
SectionEnd

; An option on the command line counts, then what this PC had before, then what a first installation has.
!macro Choose VARIABLE VALUE SECTION FIRST
  ${If} ${VARIABLE} == ""
    ClearErrors
    ReadRegDWORD ${VARIABLE} SHCTX "${OURS}" "${VALUE}"
    ${If} ${Errors}
      StrCpy ${VARIABLE} ${FIRST}
    ${EndIf}
  ${EndIf}
  ${If} ${VARIABLE} = 1
    !insertmacro SelectSection ${SECTION}
  ${Else}
    !insertmacro UnselectSection ${SECTION}
  ${EndIf}
!macroend

Function KeepChoices
  !insertmacro Choose $WantDesktop "DesktopIcon" ${SEC_DESKTOP} 1
  !insertmacro Choose $WantKiosk "Kiosk" ${SEC_KIOSK} 0
  !insertmacro Choose $WantAutostart "Autostart" ${SEC_AUTOSTART} 0
FunctionEnd

Function .onInit
  Call ReadOptions
  ${IfNot} ${AtLeastBuild} ${OLDEST_BUILD}
    !insertmacro Refuse ${WINDOWS_TOO_OLD} "Threshold needs Windows 10 version 1809 or later. Nothing was changed."
  ${EndIf}
  UserInfo::GetAccountType
  Pop $R8
  ReadRegStr $R9 HKLM "${OURS}" "Folder"
  ${If} $Asked == "user"
    StrCpy $Everybody 0
  ${ElseIf} $R8 == "Admin"
    StrCpy $Everybody 1
  ${ElseIf} $Asked == "all"
  ${OrIf} $R9 != ""
    !insertmacro Refuse ${NEEDS_RIGHTS} "Threshold is installed for everybody at this PC by an administrator only. Nothing was changed. With /CURRENTUSER it is installed for one account."
  ${Else}
    StrCpy $Everybody 0
  ${EndIf}
  ${If} $Everybody = 1
    SetShellVarContext all
  ${Else}
    SetShellVarContext current
    SectionSetFlags ${SEC_KIOSK} ${SF_RO}
    ${If} $WantKiosk = 1
      !insertmacro Refuse ${WRONG_OPTION} "Kiosk is for the whole PC: install Threshold for everybody. Nothing was changed."
    ${EndIf}
  ${EndIf}
  Call CompareWithInstalled
  ${If} $Remove = 1
    Call RemoveByUninstaller
  ${EndIf}
  Call WaitUntilClosed
  Call KeepChoices
FunctionEnd

Function .onInstFailed
  SetOutPath "$TEMP"
  RMDir /r "$INSTDIR.new"
  !insertmacro Log "2: A file could not be written. The former program is as it was."
FunctionEnd

!include windows-remove.nsh
