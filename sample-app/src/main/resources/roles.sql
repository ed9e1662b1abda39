-- The tunnel has no password of its own: what it leads to must not be a superuser's
CREATE ROLE sample LOGIN;
CREATE ROLE reader LOGIN CONNECTION LIMIT 20;
ALTER ROLE reader SET default_transaction_read_only = on;
CREATE DATABASE sample OWNER sample;
REVOKE ALL ON DATABASE sample, postgres, template1 FROM PUBLIC;
GRANT CONNECT ON DATABASE sample TO reader;
ALTER ROLE postgres NOLOGIN;
