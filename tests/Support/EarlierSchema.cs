// The tables of the earlier site as its programs made them: all at once on a new machine, or step by step by its migrations.
namespace MathsSoc.Tests.Support;

/// <summary>The two ways in which a database of the earlier site came to be.</summary>
public enum EarlierVariant { CreatedAtOnce, Migrated }

/// <summary>The statements, from the models as facts: names, types and order of columns.</summary>
internal static class EarlierSchema
{
    public const string Head = "b68ba5992afc";

    /// <summary>In a migrated database the e-mail is the last column of users, and one table has a column more.</summary>
    public static string Of(EarlierVariant variant) => variant == EarlierVariant.Migrated
        ? Tables(emailFirst: false, ", is_mathematical BOOLEAN DEFAULT '0' NOT NULL")
            + "CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL, CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num));\n"
            + $"INSERT INTO alembic_version (version_num) VALUES ('{Head}');\n"
        : Tables(emailFirst: true, "");

    private static string Tables(bool emailFirst, string more) => $"""
        CREATE TABLE announcement (id INTEGER NOT NULL, title VARCHAR(100) NOT NULL, content TEXT NOT NULL, date_posted DATETIME NOT NULL,
            CONSTRAINT pk_announcement PRIMARY KEY (id));
        CREATE TABLE challenge (id INTEGER NOT NULL, title VARCHAR(100) NOT NULL, content TEXT NOT NULL, date_posted DATETIME NOT NULL,
            file_url VARCHAR(100), key_stage VARCHAR(3) NOT NULL, first_correct_submission DATETIME, release_at DATETIME,
            is_manually_locked BOOLEAN NOT NULL, lock_after_hours INTEGER, CONSTRAINT pk_challenge PRIMARY KEY (id));
        CREATE TABLE school (id INTEGER NOT NULL, name VARCHAR(100) NOT NULL, email_domain VARCHAR(100), address VARCHAR(200),
            date_joined DATETIME NOT NULL, CONSTRAINT pk_school PRIMARY KEY (id), CONSTRAINT uq_school_name UNIQUE (name));
        CREATE TABLE summer_challenge (id INTEGER NOT NULL, title VARCHAR(100) NOT NULL, content TEXT NOT NULL,
            date_posted DATETIME NOT NULL, duration_hours INTEGER NOT NULL, file_url VARCHAR(100), key_stage VARCHAR(3) NOT NULL,
            is_manually_locked BOOLEAN NOT NULL, release_at DATETIME, CONSTRAINT pk_summer_challenge PRIMARY KEY (id));
        CREATE TABLE challenge_answer_box (id INTEGER NOT NULL, challenge_id INTEGER NOT NULL, box_label VARCHAR(100) NOT NULL,
            correct_answer VARCHAR(100) NOT NULL, "order" INTEGER NOT NULL, CONSTRAINT pk_challenge_answer_box PRIMARY KEY (id),
            CONSTRAINT fk_challenge_answer_box_challenge_id_challenge FOREIGN KEY(challenge_id) REFERENCES challenge (id));
        CREATE INDEX ix_challenge_answer_box_challenge_id_order ON challenge_answer_box (challenge_id, "order");
        CREATE TABLE summer_challenge_answer_box (id INTEGER NOT NULL, challenge_id INTEGER NOT NULL, box_label VARCHAR(100) NOT NULL,
            correct_answer VARCHAR(100) NOT NULL, "order" INTEGER NOT NULL{more},
            CONSTRAINT pk_summer_challenge_answer_box PRIMARY KEY (id));
        CREATE TABLE users (id INTEGER NOT NULL,{(emailFirst ? " email VARCHAR(120) NOT NULL," : "")} full_name VARCHAR(100) NOT NULL,
            year INTEGER, maths_class VARCHAR(100), password_hash VARCHAR(128), is_admin BOOLEAN NOT NULL, key_stage VARCHAR(3) NOT NULL,
            school_id INTEGER, is_competition_participant BOOLEAN NOT NULL{(emailFirst ? "" : ", email VARCHAR(120) NOT NULL")},
            CONSTRAINT pk_users PRIMARY KEY (id),
            CONSTRAINT fk_users_school_id_school FOREIGN KEY(school_id) REFERENCES school (id));
        CREATE UNIQUE INDEX ix_users_email ON users (email);
        CREATE INDEX ix_users_full_name ON users (full_name);
        CREATE TABLE answer_submission (id INTEGER NOT NULL, user_id INTEGER NOT NULL, challenge_id INTEGER NOT NULL,
            answer_box_id INTEGER NOT NULL, answer VARCHAR(100) NOT NULL, is_correct BOOLEAN, submitted_at DATETIME NOT NULL,
            CONSTRAINT pk_answer_submission PRIMARY KEY (id),
            CONSTRAINT fk_answer_submission_user_id_users FOREIGN KEY(user_id) REFERENCES users (id));
        CREATE TABLE article (id INTEGER NOT NULL, title VARCHAR(100) NOT NULL, file_url VARCHAR(255), content TEXT NOT NULL,
            named_creator VARCHAR(100), date_posted DATETIME NOT NULL, user_id INTEGER NOT NULL, type VARCHAR(20) NOT NULL,
            CONSTRAINT pk_article PRIMARY KEY (id));
        CREATE TABLE leaderboard_entry (id INTEGER NOT NULL, user_id INTEGER NOT NULL, score INTEGER NOT NULL,
            last_updated DATETIME NOT NULL, key_stage VARCHAR(3) NOT NULL, CONSTRAINT pk_leaderboard_entry PRIMARY KEY (id));
        CREATE TABLE summer_leaderboard (id INTEGER NOT NULL, user_id INTEGER NOT NULL, school_id INTEGER NOT NULL,
            score INTEGER NOT NULL, last_updated DATETIME NOT NULL, CONSTRAINT pk_summer_leaderboard PRIMARY KEY (id));
        CREATE TABLE summer_submission (id INTEGER NOT NULL, user_id INTEGER NOT NULL, school_id INTEGER NOT NULL,
            challenge_id INTEGER NOT NULL, answer_box_id INTEGER NOT NULL, answer VARCHAR(100) NOT NULL, is_correct BOOLEAN,
            submitted_at DATETIME NOT NULL, points_awarded INTEGER NOT NULL, CONSTRAINT pk_summer_submission PRIMARY KEY (id));

        """;
}
