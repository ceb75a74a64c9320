-- Why: teams have words of their own for what people are ("Release captain" leads, "SRE" operates). A name maps to one of
-- the roles and thereby to its rights; what was printed under a signature stays what it was when it was given.

CREATE TABLE team_role_names (
    team_id  uuid NOT NULL CONSTRAINT team_role_names_team_fkey REFERENCES teams (id),
    role     text NOT NULL CONSTRAINT team_role_names_role_known CHECK (role IN
             ('lead', 'tech_lead', 'qa_lead', 'qa', 'ops', 'dev', 'product', 'stakeholder', 'auditor')),
    name     text NOT NULL CONSTRAINT team_role_names_name_length CHECK (length(name) BETWEEN 1 AND 40),
    CONSTRAINT team_role_names_pkey PRIMARY KEY (team_id, role)
);
-- Two roles of one team never read the same.
CREATE UNIQUE INDEX team_role_names_name_key ON team_role_names (team_id, lower(name));
INSERT INTO runtime_rights (table_name, may_change, may_delete) VALUES ('team_role_names', true, true);

-- As printed then; null under signatures from before teams had names of their own.
ALTER TABLE signoffs ADD COLUMN role_name text
    CONSTRAINT signoffs_role_name_length CHECK (length(role_name) BETWEEN 1 AND 40);

CREATE FUNCTION role_names_of_team(team uuid) RETURNS jsonb LANGUAGE sql STABLE AS $$
    SELECT coalesce(jsonb_object_agg(role, name), '{}') FROM team_role_names WHERE team_id = team
$$;
