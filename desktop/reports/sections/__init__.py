"""The sections of the report, one file each: every one makes blocks of what is on record and decides nothing."""
