//! The loader on small files of every kind of layout, and on what damage makes of them.

use super::layout::Header;
use super::pieces::Pieces;
use super::plan::FilePlan;
use super::{Published, Reading, Rejection, StageError, header_of, stage_bytes};
use crate::catalogue::Catalogue;
use datafusion::arrow::array::{Array, AsArray, Float64Array, RecordBatch};
use datafusion::arrow::datatypes::Float64Type;
use fastrand::Rng;

/// What a file yields: its cells, and what stopped.
#[derive(Debug, PartialEq)]
struct Yield {
    batches: Vec<RecordBatch>,
    rejections: Vec<Rejection>,
    rows: u64,
}

impl Yield {
    fn text(&self, row: usize, column: &str) -> String {
        let array = self.batches[0].column_by_name(column).unwrap().as_string::<i32>();
        if array.is_null(row) { String::new() } else { array.value(row).to_string() }
    }

    fn number(&self, row: usize, column: &str) -> Option<f64> {
        let array: &Float64Array =
            self.batches[0].column_by_name(column).unwrap().as_primitive::<Float64Type>();
        array.is_valid(row).then(|| array.value(row))
    }

    /// `measure cohort area period value numerator/denominator symbol` of each cell.
    fn lines(&self) -> Vec<String> {
        let rows = self.batches.iter().map(RecordBatch::num_rows).sum();
        let number = |row, column| self.number(row, column).map_or("-".into(), |n| n.to_string());
        (0..rows)
            .map(|row| {
                format!(
                    "{} {} {} {} {} {}/{} {}",
                    self.text(row, "measure_id"),
                    self.text(row, "cohort"),
                    self.text(row, "area_code"),
                    self.text(row, "period"),
                    number(row, "value"),
                    number(row, "numerator"),
                    number(row, "denominator"),
                    self.text(row, "symbol"),
                )
                .trim_end()
                .to_string()
            })
            .collect()
    }
}

fn load(catalogue: &Catalogue, data_set: &str, text: &[u8], threads: usize) -> Yield {
    let mut batches = Vec::new();
    let mut sink = |batch: RecordBatch| -> Result<(), StageError> {
        batches.push(batch);
        Ok(())
    };
    let published =
        Published { file: "file.csv", version: "1", data_set: &catalogue.data_sets[data_set] };
    let staged = stage_bytes(&published, text, catalogue, threads, &mut sink).unwrap();
    Yield { batches, rejections: staged.rejections, rows: staged.rows }
}

/// Files of our own in the layouts that publishers have used, with their quirks.
const CORPUS: [(&str, &str, &str); 12] = [
    (
        "one filter of four, spaces behind labels, three totals",
        "level-2-and-3-attainment-by-19",
        "time_period,time_identifier,geographic_level,country_code,country_name,region_name,region_code,new_la_code,old_la_code,la_name,characteristic,characteristic_group,characteristic_gender,characteristic_fsm_status,characteristic_sen_provision_status,number_in_ss_cohort,l2_by19,l2by19,l2_with_em_by19,l2_with_emby19,l3_by19,l3by19\r\n\
         201718,Academic year,Local authority,E92000001,England,West Midlands,E12000005,E08000025,330,Birmingham,Total,Total,Total,Total,Total,300,150,50,90,30,60,20\r\n\
         201718,Academic year,Local authority,E92000001,England,West Midlands,E12000005,E08000025,330,Birmingham,Total,Total,Total,Total,Total,1000,800,80,600,60,500,50\r\n\
         201718,Academic year,Local authority,E92000001,England,West Midlands,E12000005,E08000025,330,Birmingham,Gender Male,Gender,Gender Male,Total,Total,500,390,78,300,60,240,48\r\n\
         201718,Academic year,Local authority,E92000001,England,West Midlands,E12000005,E08000025,330,Birmingham,SEN Provision Education Health and Care Plan,SEN Provision ,Total,Total,SEN Provision Education Health and Care Plan,60,15,25,9,15,c,c\r\n",
    ),
    (
        "no standard columns, a sorting letter, regions by name, years in which the cohort ends",
        "level-2-and-3-attainment-by-19",
        "cohort_19_in,number_in_ss_cohort,region,la_code_9,la_code_3,la_name,gender,fsm,sen,l2_by19,l2_with_em_by19,l3_by19,l2_by19_rate,l2_with_em_by19_rate,l3_by19_rate\n\
         2018,1000,c.Yorkshire & the Humber,ALL,ALL,ALL,a.ALL,a.ALL,b.No SEN,900,700,600,90.0,70.0,60.0\n\
         2018,5000,j.England,ALL,ALL,ALL,a.ALL,a.ALL,a.ALL,4000,3000,2500,80.0,60.0,50.0\n\
         2018,10,e.West Midlands,E08000025,330,Birmingham,b.Male,a.ALL,a.ALL,1,1,1,10,10,10\n",
    ),
    (
        "group and characteristic, suppression by x and a dot, a year before its level",
        "suspensions-and-permanent-exclusions-by-characteristic",
        "time_identifier,time_period,geographic_level,country_code,country_name,school_type,characteristic_group,characteristic,headcount,perm_excl,perm_excl_rate,fixed_excl,fixed_excl_rate,one_plus_fixed,one_plus_fixed_rate\n\
         Academic year,201617,National,E92000001,England,Total,SEN provision,SEN provision SEN without statement,1000,5,0.5,150,15.00,60,6.00\n\
         Academic year,201617,National,E92000001,England,Special,SEN provision,SEN provision SEN without statement,100,x,x,x,x,x,x\n\
         Academic year,201617,National,E92000001,England,Total,SEN provision,SEN provision Unclassified,0,0,.,5,.,x,.\n\
         Academic year,201617,National,E92000001,England,Total,Ethnicity,\"White, other\",10,0,0,0,0,0,0\n",
    ),
    (
        "the release before: other names, underscores, commas in numbers",
        "suspensions-and-permanent-exclusions-by-characteristic",
        "year,level,country_code,country,school_type,characteristic_desc,characteristic_1,characteristic_2,headcount,perm_excl,perm_excl_rate,fixed_excl,fixed_excl_rate,one_plus_fixed,one_plus_fixed_rate\n\
         201516,NATIONAL,E92000001,England,Total,SEN_provision,SEN_provision_SEN_with_statement_EHC,Total,\"221,225\",370,0.17,\"33,265\",15.04,\"13,940\",6.3\n",
    ),
    (
        "rows of numbers and of percentages, every field quoted, a byte-order mark",
        "key-stage-4-destinations",
        "\u{feff}\"time_period\",\"time_identifier\",\"geographic_level\",\"country_code\",\"country_name\",\"institution_group\",\"institution_type\",\"breakdown_topic\",\"breakdown\",\"data_type\",\"version\",\"cohort\",\"overall\",\"appren\",\"all_work\",\"all_notsust\",\"all_unknown\"\n\
         \"201819\",\"Academic year\",\"National\",\"E92000001\",\"England\",\"State-funded mainstream & special schools\",\"Total\",\"SEN Provision\",\"School Action/SEN support\",\"Number of pupils\",\"Revised\",\"1000\",\"893\",\"46\",\"43\",\"92\",\"15\"\n\
         \"201819\",\"Academic year\",\"National\",\"E92000001\",\"England\",\"State-funded mainstream & special schools\",\"Total\",\"SEN Provision\",\"School Action/SEN support\",\"Percentage\",\"Revised\",\"1000\",\"89.3\",\"4.6\",\"4.3\",\"9.2\",\"low\"\n",
    ),
    (
        "numbers and sums only",
        "key-stage-4-all-pupil-characteristics",
        "time_period,time_identifier,geographic_level,country_code,country_name,region_code,region_name,old_la_code,new_la_code,la_name,version,school_characteristic,breakdown,characteristic_gender,characteristic_free_school_meals,characteristic_disadvantage,characteristic_first_language,characteristic_sen_status,characteristic_ethnic_major,t_inp8calc,t_p8score,t_pupils,t_ebacc_e_ptq_ee,t_l2basics_95,t_l2basics_94,t_att8,t_ebaccaps\n\
         201718,Academic year,Regional,E92000001,England,E12000007,Inner London,,,,Revised,State-funded schools (LA),SEN_status,Total,Total,Total,Total,Sen_Supp,Total,80,-40.0,100,10,20,40,3255,261\n",
    ),
    (
        "the cohort in the column's name, a calendar year",
        "neet-by-characteristics",
        "time_period,time_identifier,geographic_level,country_code,country_name,region_code,region_name,old_la_code,new_la_code,la_name,Age,Cohort_DJFavg,NEET_not_known_percent,NEET_percent,Notknown_percent,TOTAL_participating_in_education_and_training_percent,NEET_NK_noSEN_percent,NEET_NK_EHCP_percent,NEET_NK_SENDsupport_percent\n\
         2022,Calendar year,Local authority,E92000001,England,E12000004,East Midlands,831,E06000015,Derby,16-17,6129.7,5.6,4.5,1,90.4,5.3,9.8,z\n",
    ),
    (
        "one filter a trait",
        "key-stage-4-all-pupil-characteristics",
        "time_period,time_identifier,geographic_level,country_code,country_name,region_code,region_name,old_la_code,new_la_code,la_name,version,breakdown,gender,ethnic_major,free_school_meals,sen_status,sen_description,disadvantage,first_language,t_pupils,t_att8,avg_att8,t_l2basics_95,pt_l2basics_95,t_l2basics_94,pt_l2basics_94,t_ebacc_e_ptq_ee,pt_ebacc_e_ptq_ee,t_ebaccaps,avg_ebaccaps,t_inp8calc,t_p8score,avg_p8score,p8score_ci_low,p8score_ci_upp\n\
         201819,Academic year,National,E92000001,England,,,,,,Revised,SEN status,Total,Total,Total,No SEN,Total,Total,Total,100,5010,50.1,48,48,71,71,44,44,440,4.4,95,7,0.08,0.07,0.08\n\
         201819,Academic year,National,E92000001,England,,,,,,Revised,Total,Total,Total,Total,Total,No identified SEN,Total,Total,100,5010,50.1,48,48,71,71,44,44,440,4.4,95,7,0.08,0.07,0.08\n\
         201819,Academic year,National,E92000001,England,,,,,,Revised,Total,Total,Total,Total,Total,Any SEN,Total,Total,20,552,27.6,2,13.8,5,26.7,2,13.5,44,2.24,19,-11,-0.62,-0.63,-0.61\n\
         201819,Academic year,National,E92000001,England,,,,,,Revised,SEN status,Boys,Total,Total,No SEN,Total,Total,Total,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1\n",
    ),
    (
        "districts beside authorities, many decimals",
        "early-years-foundation-stage-profile",
        "time_period,time_identifier,geographic_level,country_code,country_name,region_code,region_name,old_la_code,new_la_code,la_name,lad_code,lad_name,characteristic,characteristic_type,gender,children_number,gld_number,gld_percentage\n\
         202122,Academic year,Local authority,E92000001,England,E12000005,West Midlands,330,E08000025,Birmingham,,,SEN provision,EHC plan,Total,100,4,4.000000\n\
         202122,Academic year,Local authority district,E92000001,England,E12000005,West Midlands,330,E08000025,Birmingham,E08000025,Birmingham,SEN provision,EHC plan,Total,100,4,4.000000\n\
         202122,Academic year,Local authority,z,Outside of England and unknown,z,z,z,z,Outside of England and unknown,,,SEN provision,EHC plan,Total,1,0,z\n",
    ),
    (
        "a database's NULL, shares from counts, an old code",
        "education-health-and-care-plans",
        "time_period,time_identifier,geographic_level,country_code,country_name,region_code,region_name,old_la_code,new_la_code,la_name,ehc_assessment_refused,ehc_initial_requests,ehc_new_plans_including_exception_cases,ehc_new_plans_in_20_weeks_including_exception_cases,ehc_new_plans_excluding_exception_cases,ehc_new_plans_in_20_weeks_excluding_exception_cases\r\n\
         2015,Calendar year,Local authority,E92000001,England,E12000001,North East,390,E08000020,Gateshead,10,NULL,40,30,36,30\r\n",
    ),
    (
        "blanks as a space, no SEN at all",
        "early-years-foundation-stage-profile",
        "time_period,time_identifier,geographic_level,country_code,country_name,region_code,region_name,old_la_code,new_la_code,la_name,characteristic_group,characteristic,number_of_children,gld_number,gld_percent\r\n\
         201213,Academic year,National,E92000001,England, , , , , ,Total,Total,1000,517,51.7\r\n\
         201213,Academic year,National,E92000001,England, , , , , ,Gender,Gender Male,500,220,44\r\n\r\n",
    ),
    (
        "names before codes, counts rounded to ten, authorities with a new code",
        "looked-after-children-absence",
        "\u{feff}time_period,time_identifier,geographic_level,country_code,country_name,region_code,region_name,old_la_code,la_name,new_la_code,absence_terms,social_care_group,phase_type_grouping,t_pupils,pt_overall,t_pupils_pa_10_exact,pt_pupils_pa_10_exact,t_pupils_pa_50_exact,pt_pupils_pa_50_exact\n\
         202223,Academic year,Local authority,E92000001,England,E12000003,Yorkshire and The Humber,815,North Yorkshire,E06000065,six half terms,CLA 12 months at 31 March,Total,240,9.1,50,20.8,c,c\n\
         202223,Academic year,Local authority,E92000001,England,E12000003,Yorkshire and The Humber,815,North Yorkshire,E06000065,six half terms,CLA 12 months at 31 March,Special,40,x,x,x,x,x\n",
    ),
];

#[test]
fn every_kind_of_layout_is_read_as_its_catalogue_describes_it() {
    let catalogue = Catalogue::embedded().unwrap();
    let expected: [&[&str]; 12] = [
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
        ],
        &["eyfs-good-development all-pupils E92000001 2012/13 51.7 517/1000"],
        &[
            "cla-absence-overall looked-after E10000023 2022/23 9.1 -/-",
            "cla-absence-persistent looked-after E10000023 2022/23 20.8 50/240",
            "cla-absence-severe looked-after E10000023 2022/23 - -/240 c",
        ],
    ];
    for ((name, data_set, text), expected) in CORPUS.iter().zip(expected) {
        let found = load(&catalogue, data_set, text.as_bytes(), 1);
        assert!(found.rejections.is_empty(), "{name}: {:?}", found.rejections);
        let lines = found.lines();
        for line in expected {
            assert!(lines.iter().any(|l| l == line), "{name}: no '{line}' in {lines:#?}");
        }
        if *name != "one filter a trait" {
            let told: Vec<&String> = lines
                .iter()
                .filter(|l| !l.contains("ks4-app") && !l.contains("ks4-employ"))
                .collect();
            assert_eq!(told.len(), expected.len(), "{name}: {lines:#?}");
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

/// Bytes that files go wrong by.
const TOKENS: [&[u8]; 24] = [
    b"\"",
    b",",
    b"\n",
    b"\r\n",
    b"\r",
    b"\0",
    b"\xef\xbb\xbf",
    b"\xff",
    b"\xc3\x28",
    b"\"\"",
    b" ",
    b"Total",
    b"c",
    b"1e308",
    b"-",
    b"9999999999999999999999999",
    b"NaN",
    b"1,234",
    b"\t",
    b"=1+1",
    b"E08000025",
    b"201819",
    b"SEN support",
    b"\xe2\x80\x8b",
];

fn damaged(chance: &mut Rng, text: &[u8], other: &[u8]) -> Vec<u8> {
    let mut bytes = text.to_vec();
    for _ in 0..chance.usize(1..6) {
        let at = chance.usize(0..=bytes.len());
        let end = (at + chance.usize(0..40)).min(bytes.len());
        match chance.u8(0..9) {
            0 if at < bytes.len() => bytes[at] ^= 1 << chance.u8(0..8),
            1 => bytes.truncate(at),
            2 => drop(bytes.drain(at..end)),
            3 => {
                let copy = bytes[at..end].to_vec();
                bytes.splice(at..at, copy);
            }
            4 => {
                let from = chance.usize(0..=other.len());
                let to = (from + chance.usize(0..60)).min(other.len());
                bytes.splice(at..end, other[from..to].iter().copied());
            }
            5 => {
                // A row again, or its end.
                let row = bytes[..at].iter().rposition(|b| *b == b'\n').map_or(0, |p| p + 1);
                let copy = bytes[row..].to_vec();
                bytes.extend(copy);
            }
            6 => bytes.splice(at..end, []).for_each(drop),
            _ => {
                let token = TOKENS[chance.usize(0..TOKENS.len())];
                bytes.splice(at..at, token.iter().copied());
            }
        }
    }
    bytes
}

/// Loads `inputs` damaged files, and holds each yield to what must always be so.
fn storm(seed: u64, inputs: u64) {
    let catalogue = Catalogue::embedded().unwrap();
    let mut chance = Rng::with_seed(seed);
    let plans: Vec<(FilePlan<'_>, usize, usize)> = CORPUS
        .iter()
        .map(|(_, data_set, text)| {
            let text = text.as_bytes();
            let start = if text.starts_with(b"\xef\xbb\xbf") { 3 } else { 0 };
            let (header, body, _) = header_of(&text[start..]);
            let plan = FilePlan::new(header, &catalogue.data_sets[*data_set], &catalogue).unwrap();
            (plan, start + body, start)
        })
        .collect();
    for input in 0..inputs {
        let place = chance.usize(0..CORPUS.len());
        let (_, data_set, text) = CORPUS[place];
        let other = CORPUS[chance.usize(0..CORPUS.len())].2.as_bytes();
        let (plan, body, _) = &plans[place];
        // The plan is made anew for the inputs with a damaged header only: it costs more
        // than reading a small file.
        if chance.u8(0..16) == 0 {
            let bytes = damaged(&mut chance, text.as_bytes(), other);
            let one = load(&catalogue, data_set, &bytes, 1);
            held_to(&one, input);
            continue;
        }
        let bytes = damaged(&mut chance, &text.as_bytes()[*body..], other);
        let sizes = (chance.usize(1..400), chance.usize(1..4000));
        let one = rows_of(&catalogue, data_set, plan, &bytes, (1, sizes.0));
        held_to(&one, input);
        if chance.u8(0..8) == 0 {
            let two = rows_of(&catalogue, data_set, plan, &bytes, (2, sizes.1));
            assert!(same(&one, &two), "input {input} of seed {seed}: {one:#?} against {two:#?}");
        }
    }
}

fn rows_of(
    catalogue: &Catalogue,
    data_set: &str,
    plan: &FilePlan<'_>,
    bytes: &[u8],
    how: (usize, usize),
) -> Yield {
    let published =
        Published { file: "file.csv", version: "1", data_set: &catalogue.data_sets[data_set] };
    let mut batches = Vec::new();
    let mut sink = |batch: RecordBatch| -> Result<(), StageError> {
        batches.push(batch);
        Ok(())
    };
    let mut reading = Reading::new(&published, catalogue);
    reading.read_rows(plan, &[], &mut Pieces::new(bytes), how, &mut sink).unwrap();
    let staged = reading.staged;
    Yield { batches, rejections: staged.rejections, rows: staged.rows }
}

/// The same cells and reasons, whatever the pieces and threads were.
fn same(one: &Yield, two: &Yield) -> bool {
    one.batches == two.batches && one.rejections == two.rejections && one.rows == two.rows
}

/// What holds of any yield: a value or a symbol, numbers that are numbers, known areas.
fn held_to(found: &Yield, input: u64) {
    for batch in &found.batches {
        let values = batch.column_by_name("value").unwrap().as_primitive::<Float64Type>();
        let symbols = batch.column_by_name("symbol").unwrap().as_string::<i32>();
        for row in 0..batch.num_rows() {
            assert_eq!(values.is_null(row), symbols.is_valid(row), "input {input} row {row}");
            assert!(values.is_null(row) || values.value(row).is_finite(), "input {input}");
        }
    }
    for rejection in &found.rejections {
        assert!(rejection.message.starts_with("file.csv"), "{}", rejection.message);
    }
}

#[test]
fn no_damage_makes_the_loader_panic_or_depend_on_pieces_and_threads() {
    storm(1, 3_000);
}

#[test]
#[ignore = "long: make fuzz, FUZZ_INPUTS=1000000 FUZZ_SEED=1"]
fn a_million_damaged_files_neither_panic_nor_depend_on_pieces_and_threads() {
    let of = |name: &str, usual: u64| {
        std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(usual)
    };
    storm(of("FUZZ_SEED", 1), of("FUZZ_INPUTS", 1_000_000));
}

#[test]
fn a_quote_that_is_never_closed_costs_bounded_memory() {
    let catalogue = Catalogue::embedded().unwrap();
    let (_, data_set, text) = CORPUS[2];
    let header = text.lines().next().unwrap();
    // 200 MB that a reader makes up: the loader gives up after a record of 32 MiB.
    let endless = std::io::Read::take(std::io::repeat(b'x'), 200 << 20);
    let start = format!("{header}\n\"");
    let reader = std::io::Read::chain(start.as_bytes(), endless);
    let published =
        Published { file: "file.csv", version: "1", data_set: &catalogue.data_sets[data_set] };
    let staged = stage_bytes(&published, reader, &catalogue, 2, &mut |_| Ok(())).unwrap();
    let said = &staged.rejections[0].message;
    assert!(said.contains("a record of more than 32 MiB"), "{said}");
}

#[test]
fn a_header_keeps_its_names_without_the_spaces_around_them() {
    let (Header { names }, body, lines) = header_of(b" a ,\"b\n\"\n1,2\n");
    assert_eq!((names, body, lines), (vec!["a".to_string(), "b".to_string()], 9, 2));
}
