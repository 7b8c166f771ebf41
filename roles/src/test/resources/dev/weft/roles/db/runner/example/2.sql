alter table thing add column if not exists color varchar(16) default 'grey' not null;
create index if not exists thing_color on thing (color);
