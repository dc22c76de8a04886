//! Checks of identifiers: what an authority says about which numbers can exist. Each is named for the rules, takes
//! the value without separators, and answers with evidence or not at all.
//!
//! The evidence is the share of random values of the same shape that would pass, in bits; a check that holds for
//! one number in ten is worth 3.3 bits.

mod algorithms;
mod americas;
mod asia;
mod bank;
mod benelux;
mod central_europe;
mod documents;
mod health;
mod isles;
mod nordic;
mod pacific;
mod south_europe;
#[cfg(test)]
mod tests;
mod united_states;

pub(crate) use algorithms::{luhn, mod_97};

/// Evidence of a check that held.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Evidence {
    /// Hundredths of a bit.
    pub(crate) score: i32,
    /// What held, in words for the report.
    pub(crate) term: &'static str,
}

/// Takes digits and upper case letters, without separators.
pub(crate) type Validator = fn(&[u8]) -> Option<Evidence>;

const CHECKSUM: &str = "passes checksum";
const DATE: &str = "valid date";
const DATE_AND_CHECKSUM: &str = "valid date, passes checksum";
const FORM: &str = "valid form";

fn evidence(holds: bool, score: i32, term: &'static str) -> Option<Evidence> {
    holds.then_some(Evidence { score, term })
}

/// By the name that rules use.
const VALIDATORS: &[(&str, Validator)] = &[
    ("luhn", algorithms::luhn_number),
    ("mod97", algorithms::mod_97_number),
    ("verhoeff", algorithms::verhoeff_number),
    ("gtin", algorithms::gtin),
    ("aba", bank::aba),
    ("bic", bank::bic),
    ("us_ssn", united_states::ssn),
    ("us_itin", united_states::itin),
    ("us_atin", united_states::atin),
    ("us_ein", united_states::ein),
    ("us_npi", health::npi),
    ("us_dea", health::dea),
    ("us_mbi", health::mbi),
    ("icd10_code", health::icd10),
    ("ca_sin", americas::ca_sin),
    ("br_cpf", americas::br_cpf),
    ("br_cnpj", americas::br_cnpj),
    ("mx_curp", americas::mx_curp),
    ("ar_cuit", americas::ar_cuit),
    ("cl_rut", americas::cl_rut),
    ("uk_nhs_number", isles::uk_nhs),
    ("uk_nino", isles::uk_nino),
    ("uk_utr", isles::uk_utr),
    ("ie_pps", isles::ie_pps),
    ("de_tax_id", central_europe::de_tax_id),
    ("de_id_card", central_europe::de_id_card),
    ("de_social_insurance", central_europe::de_social_insurance),
    ("at_svnr", central_europe::at_svnr),
    ("ch_ahv", central_europe::ch_ahv),
    ("pl_pesel", central_europe::pl_pesel),
    ("pl_nip", central_europe::pl_nip),
    ("nl_bsn", benelux::nl_bsn),
    ("be_national_number", benelux::be_national_number),
    ("fr_nir", south_europe::fr_nir),
    ("fr_siren", south_europe::fr_siren),
    ("fr_siret", south_europe::fr_siret),
    ("es_dni", south_europe::es_dni),
    ("es_nie", south_europe::es_nie),
    ("es_cif", south_europe::es_cif),
    ("it_codice_fiscale", south_europe::it_codice_fiscale),
    ("pt_nif", south_europe::pt_nif),
    ("tr_tckn", south_europe::tr_tckn),
    ("se_personal_number", nordic::se_personal_number),
    ("fi_personal_code", nordic::fi_personal_code),
    ("no_national_number", nordic::no_national_number),
    ("dk_cpr", nordic::dk_cpr),
    ("in_aadhaar", asia::in_aadhaar),
    ("in_pan", asia::in_pan),
    ("cn_resident_id", asia::cn_resident_id),
    ("kr_rrn", asia::kr_rrn),
    ("jp_my_number", asia::jp_my_number),
    ("sg_nric", asia::sg_nric),
    ("il_id", asia::il_id),
    ("au_tfn", pacific::au_tfn),
    ("au_medicare", pacific::au_medicare),
    ("au_abn", pacific::au_abn),
    ("nz_ird", pacific::nz_ird),
    ("za_id", pacific::za_id),
    ("vehicle_vin", documents::vin),
    ("device_imei", documents::imei),
    ("mrz_number", documents::mrz_number),
    ("mrz_passport", documents::mrz_passport),
];

/// By the name that rules use.
pub(crate) fn by_name(name: &str) -> Option<Validator> {
    VALIDATORS
        .iter()
        .find(|(known, _)| *known == name)
        .map(|(_, validator)| *validator)
}
