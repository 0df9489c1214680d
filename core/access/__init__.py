"""Who may do what: roles, the actor of every action, the audit log, ended sessions and demo links."""
