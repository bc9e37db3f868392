/* Stands in for bcryptprimitives.dll, which Windows 10 has and Wine 8 has not: the one function of it that libraries written in Rust
 * ask for. The random bytes are Wine's own, from the system. It stays in Wine's own folder. */

#include <windows.h>
#include <ntsecapi.h>

__declspec(dllexport) BOOL WINAPI ProcessPrng(PBYTE bytes, SIZE_T count)
{
    while (count) {
        ULONG some = count > 0x10000 ? 0x10000 : (ULONG)count;
        if (!RtlGenRandom(bytes, some)) return FALSE;
        bytes += some;
        count -= some;
    }
    return TRUE;
}
