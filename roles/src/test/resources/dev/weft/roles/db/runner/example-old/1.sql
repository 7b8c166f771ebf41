create table if not exists thing (id int primary key);
