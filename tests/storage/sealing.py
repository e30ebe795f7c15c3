"""Manifests altered by somebody who knows how they are sealed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from sim.study.store.manifest import MANIFEST, Manifest, with_seal


def resealed(content: bytes) -> bytes:
    """Return a manifest with the seal that fits what it says; what is no manifest as it is."""
    try:
        manifest = with_seal(Manifest.model_validate_json(content, strict=False))
    except ValueError:
        return content
    return json.dumps(json.loads(content) | {"seal": manifest.seal}).encode()


def reseal(folder: Path) -> None:
    """Seal the manifest of a folder anew."""
    path = folder / MANIFEST
    path.write_bytes(resealed(path.read_bytes()))


def changed(folder: Path, anew: bool = True, **changes: Any) -> None:
    """Let the manifest of a folder say something else, with the seal made anew or left as it is."""
    path = folder / MANIFEST
    path.write_text(json.dumps(json.loads(path.read_text()) | changes))
    if anew:
        reseal(folder)
