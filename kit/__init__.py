"""What every room shares and no domain owns: settings, clock, errors, database, jobs, mail, audit."""
