"""What people are told of the policy while they work: a bulletin, what changed, and newer guidance for a running visit."""
