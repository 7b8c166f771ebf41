-- The auth database. Runs unchanged on PostgreSQL and on H2 in its PostgreSQL mode.
create table if not exists account (
    uid bigint primary key,
    name varchar(64) not null unique,
    pass_hash varchar(200) not null,
    state smallint not null);
create table if not exists session (
    uid bigint primary key,
    login_epoch bigint not null,
    node_id uuid,
    newest_key timestamp(6) with time zone,
    updated_at timestamp(6) with time zone not null);
create index if not exists session_node on session (node_id);
create table if not exists auth_key (
    key_hash bytea primary key,
    uid bigint not null,
    login_epoch bigint not null,
    node_id uuid not null,
    instance_id uuid,
    issued_at timestamp(6) with time zone not null,
    expires_at timestamp(6) with time zone not null,
    used_at timestamp(6) with time zone,
    used_rid uuid);
create index if not exists auth_key_expiry on auth_key (expires_at);
create table if not exists node (
    node_id uuid primary key,
    name varchar(64) not null,
    role varchar(16) not null,
    host varchar(255) not null,
    port int not null,
    state varchar(16) not null,
    epoch bigint not null,
    lease_until timestamp(6) with time zone not null,
    users int not null,
    instances int not null,
    capacity int not null);
create table if not exists mm (
    queue varchar(64) primary key,
    node_id uuid not null,
    epoch bigint not null,
    lease_until timestamp(6) with time zone not null);
-- Which instance has the user: at most one. The claim of a lobby that is dead by lease is void.
create table if not exists claim (
    uid bigint primary key,
    instance_id uuid not null,
    node_id uuid not null,
    node_epoch bigint not null);
create index if not exists claim_instance on claim (instance_id);
-- Which game database has a bucket of users. While it moves, move_from and move_to are there.
create table if not exists shard_map (
    bucket int primary key,
    shard int not null,
    epoch bigint not null,
    move_from int,
    move_to int);
