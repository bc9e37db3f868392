UPDATE `Component` SET `Attributes`=400 WHERE `Component`='managed'
UPDATE `Component` SET `Condition`='AUTOSTART = "1" OR (HADAUTOSTART = "#1" AND NOT AUTOSTART)' WHERE `Component`='autostart'
UPDATE `Component` SET `Condition`='KIOSK = "1" OR (HADKIOSK = "#1" AND NOT KIOSK)' WHERE `Component`='kiosk'
UPDATE `Component` SET `Condition`='DESKTOPICON = "1" OR (NOT DESKTOPICON AND (HADDESKTOPICON = "#1" OR NOT OTHERKIND))' WHERE `Component`='desktop'
INSERT INTO `CustomAction` (`Action`, `Type`, `Source`, `Target`) VALUES ('WaitUntilClosed', 1, 'waiting', 'WaitUntilClosed')
INSERT INTO `InstallExecuteSequence` (`Action`, `Sequence`) VALUES ('WaitUntilClosed', 1399)
INSERT INTO `Directory` (`Directory`, `Directory_Parent`, `DefaultDir`) VALUES ('System64Folder', 'TARGETDIR', '.')
INSERT INTO `CustomAction` (`Action`, `Type`, `Source`, `Target`) VALUES ('Rights', 3170, 'System64Folder', 'icacls.exe "[CommonAppDataFolder]Threshold" /inheritance:r /grant:r *S-1-5-18:(OI)(CI)F *S-1-5-32-544:(OI)(CI)F *S-1-5-32-545:(OI)(CI)RX')
INSERT INTO `InstallExecuteSequence` (`Action`, `Condition`, `Sequence`) VALUES ('Rights', 'NOT REMOVE', 4001)
INSERT INTO `LaunchCondition` (`Condition`, `Description`) VALUES ('Installed OR WINDOWSBUILDIS >= 17763', 'Threshold needs Windows 10 version 1809 or later. Nothing was changed.')
INSERT INTO `LaunchCondition` (`Condition`, `Description`) VALUES ('Installed OR NOT OTHERKIND OR OTHERKIND = "msi"', 'Threshold was installed by its .exe setup. Use that to upgrade or remove it. Nothing was changed.')
UPDATE `InstallExecuteSequence` SET `Sequence`=1501 WHERE `Action`='RemoveExistingProducts'
UPDATE `Property` SET `Value`='WIX_DOWNGRADE_DETECTED;WIX_UPGRADE_DETECTED;AUTOSTART;KIOSK;DESKTOPICON;WAIT;INSTALLDIR' WHERE `Property`='SecureCustomProperties'
