"""Results that are kept: folders, parts, manifests, archives."""
