-- Why: what the run-time role may change or delete was a list inside a function, so that each new table meant writing the
-- whole function anew. As rows, a migration that adds a table says beside it what may be done with it.

CREATE TABLE runtime_rights (
    table_name  name PRIMARY KEY,
    may_change  boolean NOT NULL,
    may_delete  boolean NOT NULL
);
INSERT INTO runtime_rights (table_name, may_change, may_delete) VALUES
    ('people', true, false), ('sessions', true, true), ('password_resets', true, true), ('sign_in_attempts', true, true),
    ('form_answers', false, true), ('idempotency_keys', true, true), ('teams', true, false), ('team_members', false, true),
    ('services', true, false), ('service_roles', false, true), ('environments', true, false),
    ('environment_targets', false, true), ('environment_variables', true, true), ('environment_connections', true, true),
    ('invitations', true, false), ('imports', true, true), ('templates', true, false), ('deployments', true, false),
    ('deployment_roles', false, true), ('phases', true, false), ('tasks', true, false), ('items', true, false),
    ('gates', true, false), ('gate_requirements', false, true), ('runs', true, false), ('audit_heads', true, false),
    ('summary_notes', true, false), ('share_links', true, false), ('outbox', true, true);

-- Called after each migration by the owner, with the name of the run-time role. Least rights: read all, add to all, change
-- only what is work or setting, delete only what is spent. The role never writes its own rights.
CREATE OR REPLACE FUNCTION grant_runtime_rights(runtime name) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    given runtime_rights;
BEGIN
    EXECUTE format('REVOKE ALL ON ALL TABLES IN SCHEMA public FROM %I', runtime);
    EXECUTE format('GRANT USAGE ON SCHEMA public TO %I', runtime);
    EXECUTE format('GRANT SELECT, INSERT ON ALL TABLES IN SCHEMA public TO %I', runtime);
    EXECUTE format('GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO %I', runtime);
    EXECUTE format('REVOKE INSERT ON runtime_rights FROM %I', runtime);
    IF to_regclass('public._sqlx_migrations') IS NOT NULL THEN
        EXECUTE format('REVOKE INSERT ON _sqlx_migrations FROM %I', runtime);
    END IF;
    FOR given IN SELECT * FROM runtime_rights LOOP
        IF given.may_change THEN
            EXECUTE format('GRANT UPDATE ON %I TO %I', given.table_name, runtime);
        END IF;
        IF given.may_delete THEN
            EXECUTE format('GRANT DELETE ON %I TO %I', given.table_name, runtime);
        END IF;
    END LOOP;
END $$;
