// Begins with the first file of this target.
