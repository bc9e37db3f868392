"""Calling: the rows of numbers, what somebody said on the phone, how long counsel is waited for, the card for officers."""
