-- Why: the program that serves people must not be able to rewrite what happened. The run-time role gets no right to change
-- or delete history, and a trigger says no even to the owner, who would have to remove it first, in the open.

CREATE FUNCTION refuse_change_of_history() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION USING ERRCODE = 'insufficient_privilege',
        MESSAGE = format('rows of %s are only ever added', TG_TABLE_NAME);
END $$;

DO $$
DECLARE kept text;
BEGIN
    FOREACH kept IN ARRAY ARRAY['audit_events', 'results', 'evidence', 'evidence_content', 'signoffs', 'signoff_ends',
                                'waivers', 'waiver_ends', 'accepted_risks', 'summaries', 'template_versions'] LOOP
        EXECUTE format('CREATE TRIGGER %I BEFORE UPDATE OR DELETE ON %I FOR EACH ROW EXECUTE FUNCTION refuse_change_of_history()',
                       kept || '_append_only', kept);
        EXECUTE format('CREATE TRIGGER %I BEFORE TRUNCATE ON %I FOR EACH STATEMENT EXECUTE FUNCTION refuse_change_of_history()',
                       kept || '_no_truncate', kept);
    END LOOP;
END $$;

-- Called after each migration by the owner, with the name of the run-time role. Least rights: read all, add to all, change
-- only what is work or setting, delete only what is spent.
CREATE FUNCTION grant_runtime_rights(runtime name) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    changing text[] := ARRAY['people', 'sessions', 'password_resets', 'sign_in_attempts', 'idempotency_keys', 'teams', 'services',
        'environments', 'environment_variables', 'environment_connections', 'invitations', 'imports', 'templates', 'deployments',
        'phases', 'tasks', 'items', 'gates', 'runs', 'audit_heads', 'summary_notes', 'share_links', 'outbox'];
    spent text[] := ARRAY['sessions', 'password_resets', 'sign_in_attempts', 'form_answers', 'idempotency_keys', 'team_members',
        'service_roles', 'environment_targets', 'environment_variables', 'environment_connections', 'deployment_roles',
        'gate_requirements', 'outbox', 'imports'];
    name text;
BEGIN
    EXECUTE format('REVOKE ALL ON ALL TABLES IN SCHEMA public FROM %I', runtime);
    EXECUTE format('GRANT USAGE ON SCHEMA public TO %I', runtime);
    EXECUTE format('GRANT SELECT, INSERT ON ALL TABLES IN SCHEMA public TO %I', runtime);
    EXECUTE format('GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO %I', runtime);
    IF to_regclass('public._sqlx_migrations') IS NOT NULL THEN
        EXECUTE format('REVOKE INSERT ON _sqlx_migrations FROM %I', runtime);
    END IF;
    FOREACH name IN ARRAY changing LOOP
        EXECUTE format('GRANT UPDATE ON %I TO %I', name, runtime);
    END LOOP;
    FOREACH name IN ARRAY spent LOOP
        EXECUTE format('GRANT DELETE ON %I TO %I', name, runtime);
    END LOOP;
END $$;
