-- Why: roles come from somewhere. A team owns services; a service gives people their roles in each new deployment of it.
-- An environment says what its checks may reach: nothing, unless it is listed.

CREATE TABLE teams (
    id          uuid PRIMARY KEY,
    name        text NOT NULL CONSTRAINT teams_name_length CHECK (length(name) BETWEEN 1 AND 80),
    created_at  timestamptz NOT NULL,
    CONSTRAINT teams_name_key UNIQUE (name)
);

CREATE TABLE team_members (
    team_id    uuid NOT NULL CONSTRAINT team_members_team_fkey REFERENCES teams (id),
    person_id  uuid NOT NULL CONSTRAINT team_members_person_fkey REFERENCES people (id),
    added_at   timestamptz NOT NULL,
    CONSTRAINT team_members_pkey PRIMARY KEY (team_id, person_id)
);
CREATE INDEX team_members_person_idx ON team_members (person_id);

CREATE TABLE services (
    id          uuid PRIMARY KEY,
    team_id     uuid NOT NULL CONSTRAINT services_team_fkey REFERENCES teams (id),
    name        text NOT NULL CONSTRAINT services_name_length CHECK (length(name) BETWEEN 1 AND 80),
    about       text NOT NULL DEFAULT '' CONSTRAINT services_about_length CHECK (length(about) <= 2000),
    created_at  timestamptz NOT NULL,
    CONSTRAINT services_name_key UNIQUE (team_id, name)
);

CREATE TABLE service_roles (
    service_id  uuid NOT NULL CONSTRAINT service_roles_service_fkey REFERENCES services (id),
    person_id   uuid NOT NULL CONSTRAINT service_roles_person_fkey REFERENCES people (id),
    role        text NOT NULL CONSTRAINT service_roles_role_known CHECK (role IN
                ('lead', 'tech_lead', 'qa_lead', 'qa', 'ops', 'dev', 'product', 'stakeholder', 'auditor')),
    CONSTRAINT service_roles_pkey PRIMARY KEY (service_id, person_id, role)
);

CREATE TABLE environments (
    id          uuid PRIMARY KEY,
    name        text NOT NULL CONSTRAINT environments_name_key UNIQUE
                CONSTRAINT environments_name_length CHECK (length(name) BETWEEN 1 AND 80),
    production  boolean NOT NULL,
    created_at  timestamptz NOT NULL
);

-- A name (`api.example.com`) or a network (`10.0.0.0/8`), with the ports that may be dialled there.
CREATE TABLE environment_targets (
    id              uuid PRIMARY KEY,
    environment_id  uuid NOT NULL CONSTRAINT environment_targets_environment_fkey REFERENCES environments (id),
    host            text NOT NULL CONSTRAINT environment_targets_host_length CHECK (length(host) BETWEEN 1 AND 253),
    port_from       integer NOT NULL,
    port_to         integer NOT NULL,
    note            text NOT NULL DEFAULT '' CONSTRAINT environment_targets_note_length CHECK (length(note) <= 500),
    created_at      timestamptz NOT NULL,
    CONSTRAINT environment_targets_ports CHECK (1 <= port_from AND port_from <= port_to AND port_to <= 65535),
    CONSTRAINT environment_targets_key UNIQUE (environment_id, host, port_from, port_to)
);

-- Values for `{{name}}` in checks. Not for secrets.
CREATE TABLE environment_variables (
    environment_id  uuid NOT NULL CONSTRAINT environment_variables_environment_fkey REFERENCES environments (id),
    name            text NOT NULL CONSTRAINT environment_variables_name_form CHECK (name ~ '^[A-Za-z_][A-Za-z0-9_]{0,63}$'),
    value           text NOT NULL CONSTRAINT environment_variables_value_length CHECK (length(value) <= 2000),
    CONSTRAINT environment_variables_pkey PRIMARY KEY (environment_id, name)
);

-- Databases that checks read. The address is sealed: it may hold a password, and is never shown again.
CREATE TABLE environment_connections (
    id              uuid PRIMARY KEY,
    environment_id  uuid NOT NULL CONSTRAINT environment_connections_environment_fkey REFERENCES environments (id),
    name            text NOT NULL CONSTRAINT environment_connections_name_form CHECK (name ~ '^[A-Za-z_][A-Za-z0-9_-]{0,63}$'),
    -- Where it leads, without user and password, for people to recognise.
    shown           text NOT NULL,
    sealed          bytea NOT NULL,
    created_at      timestamptz NOT NULL,
    CONSTRAINT environment_connections_key UNIQUE (environment_id, name)
);

CREATE TABLE invitations (
    id           uuid PRIMARY KEY,
    token_hash   bytea NOT NULL CONSTRAINT invitations_token_hash_key UNIQUE
                 CONSTRAINT invitations_token_hash_length CHECK (length(token_hash) = 32),
    email        text NOT NULL,
    team_id      uuid CONSTRAINT invitations_team_fkey REFERENCES teams (id),
    service_id   uuid CONSTRAINT invitations_service_fkey REFERENCES services (id),
    deployment_id uuid,
    role         text CONSTRAINT invitations_role_known CHECK (role IN
                 ('lead', 'tech_lead', 'qa_lead', 'qa', 'ops', 'dev', 'product', 'stakeholder', 'auditor')),
    invited_by   uuid NOT NULL CONSTRAINT invitations_invited_by_fkey REFERENCES people (id),
    created_at   timestamptz NOT NULL,
    expires_at   timestamptz NOT NULL,
    accepted_at  timestamptz,
    accepted_by  uuid CONSTRAINT invitations_accepted_by_fkey REFERENCES people (id),
    revoked_at   timestamptz,
    CONSTRAINT invitations_one_end CHECK (accepted_at IS NULL OR revoked_at IS NULL)
);
CREATE INDEX invitations_created_idx ON invitations (created_at DESC);
