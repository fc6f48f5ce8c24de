"""Mp3s: encoding, tags, and pieces that are cut and joined."""
