//! Backups of an installation that is played here: its files, its objects, its clock.
