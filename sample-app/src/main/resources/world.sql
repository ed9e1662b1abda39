CREATE TABLE currency (
	code char(3) PRIMARY KEY,
	number int NOT NULL,
	name text NOT NULL,
	digits int
);

CREATE TABLE country (
	code char(2) PRIMARY KEY,
	iso3 char(3) NOT NULL,
	name text NOT NULL,
	currency char(3) REFERENCES currency
);

CREATE TABLE zone (
	id text PRIMARY KEY,
	standard_offset int NOT NULL,
	summer_time boolean NOT NULL
);

CREATE TABLE clock_change (
	zone text NOT NULL REFERENCES zone,
	instant timestamptz NOT NULL,
	offset_before int NOT NULL,
	offset_after int NOT NULL
);

GRANT SELECT ON ALL TABLES IN SCHEMA public TO reader;
