-- Why: everything that happens has an author. People are never deleted, since the audit trail names them; they are deactivated.
-- Secrets of people (passwords, session ids, link tokens) are kept as hashes only.

CREATE TABLE people (
    id              uuid PRIMARY KEY,
    email           text NOT NULL CONSTRAINT people_email_key UNIQUE
                    CONSTRAINT people_email_lowercase CHECK (email = lower(email) AND length(email) BETWEEN 3 AND 254),
    full_name       text NOT NULL CONSTRAINT people_full_name_length CHECK (length(full_name) BETWEEN 1 AND 120),
    password_hash   text,
    admin           boolean NOT NULL DEFAULT false,
    auditor         boolean NOT NULL DEFAULT false,
    created_at      timestamptz NOT NULL,
    deactivated_at  timestamptz
);

-- One row per signed-in browser. `authenticated_at` is when the password was last given in it.
CREATE TABLE sessions (
    id_hash          bytea PRIMARY KEY CONSTRAINT sessions_id_hash_length CHECK (length(id_hash) = 32),
    reference        uuid NOT NULL CONSTRAINT sessions_reference_key UNIQUE,
    person_id        uuid NOT NULL CONSTRAINT sessions_person_fkey REFERENCES people (id),
    created_at       timestamptz NOT NULL,
    authenticated_at timestamptz NOT NULL,
    last_seen_at     timestamptz NOT NULL,
    expires_at       timestamptz NOT NULL,
    user_agent       text NOT NULL,
    address          text NOT NULL
);
CREATE INDEX sessions_person_idx ON sessions (person_id);
CREATE INDEX sessions_expires_idx ON sessions (expires_at);

-- Reset links made by an admin or on the command line; there is no mail yet.
CREATE TABLE password_resets (
    token_hash  bytea PRIMARY KEY CONSTRAINT password_resets_token_hash_length CHECK (length(token_hash) = 32),
    person_id   uuid NOT NULL CONSTRAINT password_resets_person_fkey REFERENCES people (id),
    created_at  timestamptz NOT NULL,
    expires_at  timestamptz NOT NULL,
    used_at     timestamptz
);

-- Refused sign-ins per account and per address, in windows. Keys are hashes, so that a flood of made-up names is bounded by
-- the number of possible keys and not readable.
CREATE TABLE sign_in_attempts (
    key           bytea NOT NULL CONSTRAINT sign_in_attempts_key_length CHECK (length(key) = 8),
    window_start  timestamptz NOT NULL,
    refused       integer NOT NULL CONSTRAINT sign_in_attempts_refused_positive CHECK (refused > 0),
    CONSTRAINT sign_in_attempts_pkey PRIMARY KEY (key, window_start)
);

-- What a form's answer says on the next page: a refusal with what was typed (never passwords), or a link shown once.
-- Sealed with the server's key and bound to the token, which only the browser has: a copy of the database gives nothing away.
CREATE TABLE form_answers (
    token_hash  bytea PRIMARY KEY CONSTRAINT form_answers_token_hash_length CHECK (length(token_hash) = 32),
    sealed      bytea NOT NULL CONSTRAINT form_answers_sealed_length CHECK (length(sealed) <= 4194304),
    expires_at  timestamptz NOT NULL
);
CREATE INDEX form_answers_expires_idx ON form_answers (expires_at);

-- An act carries a key of its form: sent twice, it takes effect once and gives the same answer.
CREATE TABLE idempotency_keys (
    person_id    uuid NOT NULL CONSTRAINT idempotency_keys_person_fkey REFERENCES people (id),
    key          uuid NOT NULL,
    act          text NOT NULL,
    fingerprint  bytea NOT NULL CONSTRAINT idempotency_keys_fingerprint_length CHECK (length(fingerprint) = 32),
    answer       jsonb,
    created_at   timestamptz NOT NULL,
    -- The key alone: another person's is refused, not answered.
    CONSTRAINT idempotency_keys_pkey PRIMARY KEY (key)
);
CREATE INDEX idempotency_keys_created_idx ON idempotency_keys (created_at);
