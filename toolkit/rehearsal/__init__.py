"""The revisions of a project, run on a shadow database: what they would do, without a live one being touched."""
