//! Values that are owned by a column, a position in a list or a field of a message.

use std::ops::Range;

use coffer_scan::{Confidence, ScanReport};

use crate::samples::{Dice, Dribble, scan_bytes, scan_reader};

/// Everything found, as type and value.
fn found(text: &str) -> Vec<(String, String)> {
    all(&scan_bytes(text.as_bytes()), text.as_bytes())
}

fn all(report: &ScanReport, text: &[u8]) -> Vec<(String, String)> {
    let range = |r: Range<u64>| usize::try_from(r.start).unwrap()..usize::try_from(r.end).unwrap();
    let findings = report.findings.iter().filter(|f| !f.inner);
    findings
        .map(|f| {
            let value = String::from_utf8_lossy(&text[range(f.start..f.end)]);
            (report.type_name(f).to_owned(), value.into_owned())
        })
        .collect()
}

/// Exactly these are found, as `type value`, in order.
fn check(cases: &[(&str, &[&str])]) {
    let mut wrong = Vec::new();
    for (text, want) in cases {
        let got: Vec<String> = found(text)
            .into_iter()
            .map(|(ty, value)| format!("{ty} {value}"))
            .collect();
        if got != *want {
            wrong.push(format!("{text:?}\n   got {got:?}\n  want {want:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_header_says_what_is_in_its_columns() {
    check(&[
        ("id,ssn,state\n17,536904399,open\n", &["us_ssn 536904399"]),
        (
            "\"Id\",\"Patient Name\",\"Date of Birth\"\r\n\"17\",\"DOE, JOHN\",\"01/31/1980\"\r\n",
            &["person_name DOE, JOHN", "date_of_birth 01/31/1980"],
        ),
        (
            "id;MRN;Phone\n17;8812345;030/901820\n",
            &["medical_record_number 8812345", "phone 030/901820"],
        ),
        (
            "id\tpassword\tnote\n17\tTr0ub4dor&3\tx\n18\tnone\ty\n",
            &["password Tr0ub4dor&3"],
        ),
        (
            "\u{feff}first_name,last_name,dob\nJohn,Doe,1980-01-31\n",
            &[
                "person_name John",
                "person_name Doe",
                "date_of_birth 1980-01-31",
            ],
        ),
        (
            "id, ssn, note\n1, 536904399, \"two\nlines, \"\"quoted\"\"\"\n2, 212456789, ok\n",
            &["us_ssn 536904399", "us_ssn 212456789"],
        ),
        (
            "id,name,email\n17,Adriano Bell,x\n18,Xy Zzyx,y\n",
            &["person_name Adriano Bell", "person_name Xy Zzyx"],
        ),
        (
            "id,card_number\n17,4111111111111111\n",
            &["payment_card 4111111111111111"],
        ),
        (
            "started\nid,ssn,x\n1,536904399,ok\nstopped\nall done\n2,212456789,ok\n",
            &["us_ssn 536904399"],
        ),
    ]);
}

#[test]
fn tables_of_databases_and_markdown() {
    let row = &["us_ssn 536904399"][..];
    check(&[
        (
            " id |    ssn    | state \n----+-----------+-------\n  1 | 536904399 | open\n(1 row)\n",
            row,
        ),
        (
            "+----+-----------+\n| id | ssn       |\n+----+-----------+\n|  1 | 536904399 |\n+----+-----------+\n",
            row,
        ),
        (
            "Text.\n\n| Id | SSN | State |\n|:---|---|---|\n| 1 | 536904399 | open |\n",
            row,
        ),
        ("id|ssn|state\n1|536904399|open\n", row),
        ("started\nINFO | main | ssn\n1 | 2 | 536904399\n", &[]),
    ]);
}

#[test]
fn inserts_name_their_values() {
    check(&[
        (
            "INSERT INTO users (id, ssn, note) VALUES (17, '536904399', 'it''s, \\'so\\''), (18, '212456789', NULL);\n",
            &["us_ssn 536904399", "us_ssn 212456789"],
        ),
        (
            "10:00:00 DEBUG sql - insert into app.\"Users\"(\"id\",\"password\") values\n(17, N'Tr0ub4dor&3')\n",
            &["password Tr0ub4dor&3"],
        ),
        (
            "{\"sql\":\"INSERT INTO t (\\\"id\\\", \\\"ssn\\\") VALUES (1, '536904399')\"}\n",
            &["us_ssn 536904399"],
        ),
        (
            "CREATE TABLE `people` (\n  `id` int(11) NOT NULL,\n  `dob` date DEFAULT NULL,\n  `mrn` varchar(20),\n  PRIMARY KEY (`id`)\n);\nINSERT INTO `people` VALUES (1,'1980-01-31','8812345'),(2,'1975-02-11','8812346');\n",
            &[
                "date_of_birth 1980-01-31",
                "medical_record_number 8812345",
                "date_of_birth 1975-02-11",
                "medical_record_number 8812346",
            ],
        ),
        (
            "COPY public.people (id, dob, ssn) FROM stdin;\n1\t1980-01-31\t536904399\n\\.\n2\t1980-01-31\t536904399\n",
            &["date_of_birth 1980-01-31", "us_ssn 536904399"],
        ),
        (
            "INSERT INTO users (id, full_name) VALUES (17, CONCAT('Neil', ' Johnson'));\n",
            &[],
        ),
        (
            "UPDATE t SET ssn = '536904399' WHERE id = 1;\n",
            &["us_ssn 536904399"],
        ),
    ]);
}

const MSH: &str = "MSH|^~\\&|ADT|H|L|H|20251009085320||ADT^A01|17|P|2.5\r";

#[test]
fn fields_of_hl7_segments() {
    let message = [
        MSH,
        "PID|1||12345678^^^HOSP^MR~536904399^^^USA^SS||DOE^JOHN^Q||19800131|M|||123 MAIN ST^^SPRINGFIELD^IL^62701||(555)555-0199^PRN|||||ACC99881|212456789\r",
        "NK1|1|DOE^JANE|SPO\rPV1|1|I|||||1234567893^HOUSE^GREGORY\rDG1|1||E11.9^Diabetes^I10\r",
        "IN1|1|PPO|17|ACME||||||||||||||||||||||||||||||||W123456789\rOBX|1|TX|17||JOHN DOE|\r",
    ]
    .concat();
    check(&[
        (
            &message,
            &[
                "medical_record_number 12345678",
                "us_ssn 536904399",
                "person_name DOE",
                "person_name JOHN",
                "date_of_birth 19800131",
                "postal_address 123 MAIN ST",
                "postal_address SPRINGFIELD",
                "postal_address IL",
                "postal_address 62701",
                "phone (555)555-0199",
                "medical_record_number ACC99881",
                "us_ssn 212456789",
                "person_name DOE",
                "person_name JANE",
                "us_npi 1234567893",
                "person_name HOUSE",
                "person_name GREGORY",
                "icd10_code E11.9",
                "health_member_id W123456789",
            ],
        ),
        (
            "2025-10-09 INFO recv msg=PID|1||12345^^^MRN||DOE^JOHN||198001311200|M\n",
            &[
                "medical_record_number 12345",
                "person_name DOE",
                "person_name JOHN",
                "date_of_birth 198001311200",
            ],
        ),
        (
            "{\"m\":\"MSH|^~\\\\&|A\\rPID|1||\\\"\\\"||DOE^J\\rNK1|1|ROE^JANE\"}\n",
            &["person_name DOE", "person_name ROE", "person_name JANE"],
        ),
        (
            "MSH#*~\\&#A\rPID#1##7654321**H##DOE*JANE\r",
            &[
                "medical_record_number 7654321",
                "person_name DOE",
                "person_name JANE",
            ],
        ),
        (
            "USER|PID|TTY|TIME|CMD|STAT\nroot|PID|x|DOE^JOHN|19800131|y\n",
            &[],
        ),
        ("PID|1||17^^^H^PI||UNKNOWN||\"\"|U\n", &[]),
    ]);
}

const ISA: &str = "ISA*00*          *00*          *ZZ*A              *ZZ*B              *251009*0853*^*00501*000000017*0*P*:~";

#[test]
fn elements_of_x12_segments() {
    let body = "ST*837*0001~NM1*85*2*HAPPY CLINIC*****XX*1234567893~PER*IC*BILLING DESK*TE*2125550187~NM1*IL*1*DOE*JOHN*A***MI*W123456789~N3*123 MAIN ST*APT 4~N4*SPRINGFIELD*IL*62701~DMG*D8*19800131*M~REF*SY*536904399~REF*D9*17312345600006351~CLM*26463774*100***11:B:1*Y~HI*ABK:I10*ABF:E1165~";
    let want: &[&str] = &[
        "us_npi 1234567893",
        "phone 2125550187",
        "person_name DOE",
        "person_name JOHN",
        "health_member_id W123456789",
        "postal_address 123 MAIN ST",
        "postal_address APT 4",
        "postal_address SPRINGFIELD",
        "postal_address IL",
        "postal_address 62701",
        "date_of_birth 19800131",
        "us_ssn 536904399",
        "medical_record_number 26463774",
        "icd10_code I10",
        "icd10_code E1165",
    ];
    let lines = [ISA, body].concat().replace('~', "~\n");
    let other = [ISA, body].concat().replace('*', "|").replace('~', "!\n");
    check(&[
        (&[ISA, body].concat(), want),
        (&lines, want),
        (&other, want),
        (&format!("08:53:20 DEBUG sent {body}\n"), want),
        (
            "NM1*85*2*HAPPY CLINIC~ DMG*RD8*19800131~ N3*x~ HI*x~ CLM*x~ REF*x\n",
            &[],
        ),
    ]);
}

#[test]
fn ordinary_tables_and_statements_have_no_findings() {
    for text in [
        "time,cpu,memory,count\n1760000000,17,4210,99\n1760000060,18,4211,536904399\n",
        "id,created,updated,status\n17,1980-01-31,2025-10-09,open\n",
        "desktop,mobile,tablet\n12345678,23456789,3456789\n",
        "test,pass,fail\nlogin,1200,4\nlogout,8800,0\n",
        "token,lemma,count\nrunning,run,17\nhouses,house,4\n",
        "host,port,user,db\nweb-1,5432,app,shop\n",
        "product_name,sku,price\nBlue Chair,881234567,12.00\n",
        "Dear customer, thanks\nfor your order, please wait\n",
        "Please check your name, and email\nNew York, Berlin\n",
        "INSERT INTO orders (id, user_id, item_id, qty) VALUES (17, 88123456, 536904399, 2);\n",
        "INSERT INTO t (id, created_at) VALUES (17, '1980-01-31');\n",
        "at com.acme.Job.run(Job.java:41)\nVALUES (1, '536904399')\n",
        "a | b | c\n1 | 2 | 3\n* item (one)\n** bold * REF* NM1*\n",
    ] {
        assert_eq!(found(text), [], "{text:?}");
    }
}

/// Rows enough for several windows, and how many values are in them.
fn long_table(head: &str, row: impl Fn(usize) -> String) -> (String, usize) {
    let mut text = head.to_owned();
    let mut rows = 0;
    while text.len() < 700_000 {
        text.push_str(&row(rows));
        rows += 1;
    }
    (text, rows)
}

#[test]
fn tables_and_lists_go_on_over_window_borders() {
    let dob = |n: usize| format!("19{:02}-{:02}-{:02}", n % 90 + 10, n % 12 + 1, n % 28 + 1);
    let documents = [
        long_table("id,dob,note\n", |n| {
            format!("{n},{},\"x\ny {n}\"\n", dob(n))
        }),
        long_table("INSERT INTO t (id, dob) VALUES (0,'x')", |n| {
            format!(",({n},'{}')", dob(n))
        }),
        long_table(
            "CREATE TABLE t (\n  id int,\n  dob date\n);\nINSERT INTO t VALUES (0,'x')",
            |n| format!(",({n},'{}')", dob(n)),
        ),
        long_table("COPY t (dob, id) FROM stdin;\n", |n| {
            format!("{}\t{n}\n", dob(n))
        }),
        long_table(MSH, |n| {
            format!("PID|1||x||||{}|M\r", dob(n).replace('-', ""))
        }),
        long_table(ISA, |n| format!("DMG*D8*{}*M~", dob(n).replace('-', ""))),
    ];
    for (text, rows) in documents {
        let report = scan_bytes(text.as_bytes());
        let (start, dates) = (&text[..60], all(&report, text.as_bytes()));
        let dates = dates.iter().filter(|(ty, _)| ty == "date_of_birth");
        assert_eq!(dates.count(), rows, "{start:?}");
        assert!(
            report
                .findings
                .iter()
                .all(|f| f.confidence == Confidence::Certain)
        );
        let mut pieces = Dribble {
            bytes: text.as_bytes(),
            most: 40_000,
            dice: Dice(rows as u64),
        };
        let again = scan_reader(&mut pieces, &coffer_scan::Limits::default());
        let place = |r: &ScanReport| -> Vec<_> {
            r.findings.iter().map(|f| (f.start, f.end, f.ty)).collect()
        };
        assert_eq!(place(&report), place(&again), "{start:?}");
    }
}

#[test]
fn hostile_tables_end() {
    let wide = |n: usize| {
        (0..n)
            .map(|i| format!("ssn{i}"))
            .collect::<Vec<_>>()
            .join(",")
    };
    let megabyte = "x, y ".repeat(200_000);
    let documents = [
        format!("{}\n{}\n", wide(10_000), "536904399,".repeat(10_000)),
        format!("{}\n", wide(256)).repeat(500),
        format!("id,ssn\n1,\"{megabyte}\"\n2,\"{megabyte}\n"),
        "id,ssn\n\"1,2\n".repeat(100_000),
        "INSERT INTO t (a, ssn) VALUES (".repeat(30_000),
        "insert into t (".repeat(60_000),
        "CREATE TABLE a (\n".repeat(60_000),
        format!("INSERT INTO t (a, ssn) VALUES (1, '{megabyte}');"),
        "PID|1| PID|1|".repeat(80_000),
        "NM1*IL*1 NM1*IL*1 ".repeat(60_000),
        "MSH|^~\\&|".repeat(100_000),
        "ISA*".repeat(250_000),
        "|".repeat(1_000_000),
        "(".repeat(1_000_000),
        format!("PID|{}", "|~^&".repeat(250_000)),
    ];
    for text in documents {
        let report = scan_bytes(text.as_bytes());
        assert_eq!(report.members[0].size, text.len() as u64);
    }
}

#[test]
fn a_table_is_read_again_after_a_wide_or_broken_one() {
    let wide = vec!["ssn"; 300].join(",");
    let text = format!("{wide}\nid,ssn\n1,536904399\n\"2,x\n3,212456789\n");
    assert_eq!(
        found(&text),
        [
            ("us_ssn".to_owned(), "536904399".to_owned()),
            ("us_ssn".to_owned(), "212456789".to_owned())
        ]
    );
}
