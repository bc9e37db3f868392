/* A part of the MSI package: lets nothing be changed while Threshold runs, for whomever. WAIT is how many seconds it waits; after that the
 * installation ends with 1603, and its log says why. Nothing is ever closed from here: a visit may be in progress. */

#include <windows.h>
#include <msi.h>
#include <msiquery.h>
#include <tlhelp32.h>

static BOOL is_open(void)
{
    PROCESSENTRY32W each = {.dwSize = sizeof each};
    HANDLE all = CreateToolhelp32Snapshot(TH32CS_SNAPPROCESS, 0);
    BOOL found = FALSE, more;
    if (all == INVALID_HANDLE_VALUE) return FALSE;
    for (more = Process32FirstW(all, &each); more && !found; more = Process32NextW(all, &each))
        found = !lstrcmpiW(each.szExeFile, L"thresholdw.exe") || !lstrcmpiW(each.szExeFile, L"threshold.exe");
    CloseHandle(all);
    return found;
}

__declspec(dllexport) UINT __stdcall WaitUntilClosed(MSIHANDLE session)
{
    WCHAR text[16] = L"";
    DWORD length = 16, seconds = 0, i;
    MSIHANDLE said;
    if (MsiGetPropertyW(session, L"WAIT", text, &length) == ERROR_SUCCESS)
        for (i = 0; text[i] >= L'0' && text[i] <= L'9' && i < 6; i++) seconds = seconds * 10 + (text[i] - L'0');
    while (is_open()) {
        if (!seconds--) {
            said = MsiCreateRecord(0);
            MsiRecordSetStringW(said, 0, L"Threshold is open on this PC, and a visit may be in progress. Close it first. Nothing was changed.");
            MsiProcessMessage(session, INSTALLMESSAGE_ERROR, said);
            MsiCloseHandle(said);
            return ERROR_INSTALL_FAILURE;
        }
        Sleep(1000);
    }
    return ERROR_SUCCESS;
}
