//! What each layout gives, and what is reported of one that is not as described.

use super::corpus::CORPUS;
use super::load;
use crate::catalogue::Catalogue;
use crate::stage::{Head, header_of};

/// The cells that each file of [`CORPUS`] gives.
const EXPECTED: [&[&str]; 12] = [
    &[
        "level-2-by-19 all-pupils E08000025 2017/18 80 800/1000",
        "level-2-english-maths-by-19 all-pupils E08000025 2017/18 60 600/1000",
        "level-3-by-19 all-pupils E08000025 2017/18 50 500/1000",
        "level-2-by-19 ehc-plan E08000025 2017/18 25 15/60",
        "level-2-english-maths-by-19 ehc-plan E08000025 2017/18 15 9/60",
        "level-3-by-19 ehc-plan E08000025 2017/18 - -/60 c",
    ],
    &[
        "level-2-by-19 no-sen E12000003 2017/18 90 900/1000",
        "level-2-english-maths-by-19 no-sen E12000003 2017/18 70 700/1000",
        "level-3-by-19 no-sen E12000003 2017/18 60 600/1000",
        "level-2-by-19 all-pupils E92000001 2017/18 80 4000/5000",
        "level-2-english-maths-by-19 all-pupils E92000001 2017/18 60 3000/5000",
        "level-3-by-19 all-pupils E92000001 2017/18 50 2500/5000",
    ],
    &[
        "suspension-rate sen-support E92000001 2016/17 15 150/1000",
        "pupils-suspended sen-support E92000001 2016/17 6 60/1000",
        "permanent-exclusion-rate sen-support E92000001 2016/17 0.5 5/1000",
    ],
    &[
        "suspension-rate ehc-plan E92000001 2015/16 15.04 33265/221225",
        "pupils-suspended ehc-plan E92000001 2015/16 6.3 13940/221225",
        "permanent-exclusion-rate ehc-plan E92000001 2015/16 0.17 370/221225",
    ],
    &[
        "ks4-sustained sen-support E92000001 2018/19 89.3 893/1000",
        "ks4-not-sustained sen-support E92000001 2018/19 9.2 92/1000",
        "ks4-not-captured sen-support E92000001 2018/19 - 15/1000 low",
    ],
    &[
        "ks4-attainment-8 sen-support E13000001 2017/18 32.6 -/100",
        "ks4-progress-8 sen-support E13000001 2017/18 -0.5 -/80",
        "ks4-english-maths-9-5 sen-support E13000001 2017/18 20 20/100",
        "ks4-english-maths-9-4 sen-support E13000001 2017/18 40 40/100",
        "ks4-ebacc-entry sen-support E13000001 2017/18 10 10/100",
        "ks4-ebacc-aps sen-support E13000001 2017/18 2.61 -/100",
    ],
    &[
        "participation-16-17 all-pupils E06000015 2021/22 90.4 -/-",
        "neet-16-17 all-pupils E06000015 2021/22 4.5 -/6129.7",
        "neet-or-not-known-16-17 all-pupils E06000015 2021/22 5.6 -/6129.7",
        "not-known-16-17 all-pupils E06000015 2021/22 1 -/6129.7",
        "neet-or-not-known-16-17 ehc-plan E06000015 2021/22 9.8 -/-",
        "neet-or-not-known-16-17 sen-support E06000015 2021/22 - -/- z",
        "neet-or-not-known-16-17 no-sen E06000015 2021/22 5.3 -/-",
    ],
    &[
        "ks4-attainment-8 no-sen E92000001 2018/19 50.1 -/100",
        "ks4-attainment-8 all-sen E92000001 2018/19 27.6 -/20",
    ],
    &["eyfs-good-development ehc-plan E08000025 2021/22 4 4/100"],
    &[
        "ehc-20-weeks ehc-plan E08000037 2015 75 30/40",
        "ehc-20-weeks-excluding-exceptions ehc-plan E08000037 2015 83.3 30/36",
        "ehc-refusals ehc-plan E08000037 2015 - 10/- x",
        "ehc-requests ehc-plan E08000037 2015 - -/- x",
    ],
    &["eyfs-good-development all-pupils E92000001 2012/13 51.7 517/1000"],
    &[
        "cla-absence-overall looked-after E10000023 2022/23 9.1 -/-",
        "cla-absence-persistent looked-after E10000023 2022/23 20.8 50/240",
        "cla-absence-severe looked-after E10000023 2022/23 - -/240 c",
    ],
];

#[test]
fn every_kind_of_layout_is_read_as_its_catalogue_describes_it() {
    let catalogue = Catalogue::embedded().unwrap();
    for ((name, data_set, text), expected) in CORPUS.iter().zip(EXPECTED) {
        let found = load(&catalogue, data_set, text.as_bytes(), 1);
        assert!(found.rejections.is_empty(), "{name}: {:?}", found.rejections);
        let lines = found.lines();
        for line in expected {
            assert!(lines.iter().any(|l| l == line), "{name}: no '{line}' in {lines:#?}");
        }
        if *name != "one filter a trait" {
            let found_lines: Vec<&String> = lines
                .iter()
                .filter(|l| !l.contains("ks4-app") && !l.contains("ks4-employ"))
                .collect();
            assert_eq!(found_lines.len(), expected.len(), "{name}: {lines:#?}");
        }
    }
}

#[test]
fn a_header_that_fits_no_layout_says_what_it_lacks_and_a_silent_layout_what_it_asks() {
    let catalogue = Catalogue::embedded().unwrap();
    let (_, data_set, text) = CORPUS[2];
    let renamed = text.replace("characteristic_group", "characteristic_grp");
    let found = load(&catalogue, data_set, renamed.as_bytes(), 1);
    let said = &found.rejections[0].message;
    assert!(said.contains("lacks column 'characteristic_group'"), "{said}");
    assert!(said.contains("nearest known: 'characteristic_grp'"), "{said}");
    let other = text.replace("SEN provision,", "SEN status 2030,");
    let found = load(&catalogue, data_set, other.as_bytes(), 1);
    let said = &found.rejections[0].message;
    assert!(said.contains("'characteristic_group' is asked for"), "{said}");
    assert!(said.contains("holds 'Ethnicity', 'SEN status 2030'"), "{said}");
}

#[test]
fn what_is_wrong_is_named_with_its_line() {
    let catalogue = Catalogue::embedded().unwrap();
    let (_, data_set, text) = CORPUS[2];
    for (from, to, expected) in [
        ("Unclassified", "Unclasified", "line 4: the SEN label 'SEN provision Unclasified'"),
        ("E92000001", "E92000009", "line 2: the area code 'E92000009'"),
        ("201617", "201619", "line 2: data set"),
        (",15.00,", ",15%,", "line 2: column 'fixed_excl_rate' holds '15%'"),
        (",6.00", "", "line 2: the row has 14 fields where the header has 15"),
        ("\"White, other\"", "\"White, other", "line 5: "),
    ] {
        let found = load(&catalogue, data_set, text.replacen(from, to, 1).as_bytes(), 1);
        let said: Vec<&str> = found.rejections.iter().map(|r| r.message.as_str()).collect();
        assert!(said.iter().any(|s| s.contains(expected)), "{expected}: {said:?}");
    }
}

#[test]
fn a_header_keeps_its_names_without_the_spaces_around_them() {
    let Head { header, bytes: body, lines } = header_of(b" a ,\"b\n\"\n1,2\n");
    assert_eq!((header.names, body, lines), (vec!["a".to_string(), "b".to_string()], 9, 2));
}

#[test]
fn a_layout_without_its_figures_does_not_win_on_places_and_years_alone() {
    let catalogue = Catalogue::embedded().unwrap();
    let text = "time_period,time_identifier,geographic_level,country_code,country_name,ehc_plans_issued,initial_requests_refused_share\n\
        2022,Calendar year,National,E92000001,England,10,20\n";
    let found = load(&catalogue, "education-health-and-care-plans", text.as_bytes(), 1);
    let said = &found.rejections[0].message;
    assert!(said.contains("fits no layout"), "{said}");
    assert!(found.lines().is_empty());
}
