"""Publication of results: folder, report, display in notebooks; glossary, schemas and templates."""
