"""Everything that can be wrong with a policy pack, found all at once; `whole.check` is the door."""
