//! Files of our own in the layouts that publishers have used, with their quirks.

/// Name, data set and text.
pub const CORPUS: [(&str, &str, &str); 12] = [
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
