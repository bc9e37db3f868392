/* Stands in for icuuc.dll, which Windows 10 has and Wine 8 has not. Qt6Core.dll names these twenty of its functions, and asks them
 * only for encodings that nothing here uses: each says that there is no such encoding. It stays in Wine's own folder. */

#define SAYS(type, name) __declspec(dllexport) type name(void) { return (type)0; }

#define U_FILE_ACCESS_ERROR 4

/* ucnv_open(name, status): no converter, and a status that says so. */
__declspec(dllexport) void *ucnv_open(const char *name, int *status)
{
    (void)name;
    if (status) *status = U_FILE_ACCESS_ERROR;
    return 0;
}

SAYS(int, ucnv_close)
SAYS(int, UCNV_FROM_U_CALLBACK_SUBSTITUTE)
SAYS(int, UCNV_TO_U_CALLBACK_SUBSTITUTE)
SAYS(int, ucnv_reset)
SAYS(int, ucnv_getMaxCharSize)
SAYS(const char *, ucnv_getName)
SAYS(int, ucnv_getToUCallBack)
SAYS(int, ucnv_getFromUCallBack)
SAYS(int, ucnv_setToUCallBack)
SAYS(int, ucnv_setFromUCallBack)
SAYS(int, ucnv_cbToUWriteUChars)
SAYS(int, ucnv_toUnicode)
SAYS(int, ucnv_cbFromUWriteUChars)
SAYS(int, ucnv_toUCountPending)
SAYS(int, ucnv_fromUCountPending)
SAYS(const char *, ucnv_getStandardName)
SAYS(const char *, ucnv_getAvailableName)
SAYS(int, ucnv_countAvailable)
SAYS(int, ucnv_fromUnicode)
