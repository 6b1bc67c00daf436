//! Constructions, one short text each, with what an editor would take from it. Everything in them is invented.

use std::collections::BTreeSet;

use model::quantity::Lang;

use crate::draft::{Draft, Hints, Kind};

/// Language, text, drafts that are no figures as `kind code party`, apart by `; `.
type Row = (Lang, &'static str, &'static str);

fn drafts(lang: Lang, text: &str) -> Vec<Draft> {
    let hints = Hints {
        published: "2031-03-14".parse().ok(),
        publisher: "Example Wire".to_owned(),
        lang: Some(lang),
        ..Hints::default()
    };
    let page = format!("What was said and what was not\n\n{text}");
    crate::read(page.as_bytes(), &hints).drafts
}

fn shown(draft: &Draft) -> String {
    let code = match draft.kind {
        Kind::Position => draft.field("position"),
        Kind::Awareness => draft.field("state"),
        Kind::Measure | Kind::Evidence => draft.field("type"),
        Kind::Testimony => draft.field("prompt"),
        _ => "-",
    };
    let party = ["party", "alleged_by", "said_by", "released_by"];
    let party = party.iter().map(|column| draft.field(column)).find(|name| !name.is_empty());
    format!("{} {code} {}", draft.kind.code(), party.unwrap_or("-"))
}

fn check(rows: &[Row]) {
    let mut faults = Vec::new();
    for (lang, text, expected) in rows {
        let found: BTreeSet<String> = drafts(*lang, text)
            .iter()
            .filter(|draft| draft.kind != Kind::Figure)
            .map(shown)
            .collect();
        let expected: BTreeSet<String> =
            expected.split("; ").filter(|e| !e.is_empty()).map(str::to_owned).collect();
        if found != expected {
            faults.push(format!("{text}\n  expected {expected:?}\n  found    {found:?}"));
        }
    }
    assert!(faults.is_empty(), "{} of {}:\n{}", faults.len(), rows.len(), faults.join("\n"));
}

use Lang::{En, Ko, Ru, Uk};

#[test]
fn positions() {
    check(&[
        (
            En,
            "The State Department would not confirm the number.",
            "position neither_confirms_nor_denies State Department",
        ),
        (
            En,
            "Asked about the NIS figure, the Pentagon referred questions to Seoul.",
            "position neither_confirms_nor_denies Pentagon",
        ),
        (
            En,
            "A spokesman for the Joint Chiefs of Staff said they were not in a position to confirm the report.",
            "position neither_confirms_nor_denies JCS",
        ),
        (
            En,
            "\"We do not comment on operational matters,\" a White House official said.",
            "position neither_confirms_nor_denies White House",
        ),
        (
            En,
            "\"No comment,\" said Kremlin spokesman Dmitry Peskov.",
            "position neither_confirms_nor_denies Kremlin",
        ),
        (
            En,
            "Moscow has neither confirmed nor denied the deaths of North Korean troops.",
            "position neither_confirms_nor_denies Russia (authorities)",
        ),
        (
            En,
            "There was no response from the Russian Defence Ministry.",
            "position silent Defence Ministry",
        ),
        (En, "Pyongyang has yet to acknowledge the deaths.", "position silent DPRK authorities"),
        (En, "Rodong Sinmun carried no word of the battle.", "position silent DPRK state media"),
        (
            En,
            "Calls to the North Korean embassy went unanswered.",
            "position silent DPRK authorities",
        ),
        (En, "The Kremlin has stayed silent on the losses of its ally.", "position silent Kremlin"),
        (En, "NATO did not immediately respond to a request for comment.", "position silent NATO"),
        (En, "KCNA made no mention of the dead.", "position silent KCNA"),
        (
            En,
            "North Korea's UN mission dismissed the reports as groundless rumours.",
            "position calls_it_rumour DPRK mission to the UN",
        ),
        (
            En,
            "Russia's Foreign Ministry called the report a fabrication.",
            "position denies Foreign Ministry",
        ),
        (
            En,
            "\"This is yet another lie from Kyiv,\" Russian Foreign Ministry spokeswoman Maria Zakharova said.",
            "position denies Foreign Ministry",
        ),
        (
            En,
            "The Russian Defence Ministry rejected Ukraine's claim.",
            "position denies Defence Ministry",
        ),
        (En, "Pyongyang denied that it had sent troops.", "position denies DPRK authorities"),
        (
            En,
            "\"Not a single North Korean soldier has been killed,\" the Kremlin said.",
            "position denies Kremlin",
        ),
        (
            En,
            "North Korea confirmed for the first time that it had deployed troops to Russia.",
            "position acknowledges_presence DPRK authorities",
        ),
        (
            En,
            "Putin thanked the North Korean soldiers for their help in the Kursk region.",
            "position acknowledges_presence Kremlin",
        ),
        (
            En,
            "The Central Military Commission admitted that soldiers had fallen in Kursk.",
            "position acknowledges_losses Central Military Commission (KCNA)",
        ),
        (
            En,
            "KCNA said the leader met the families of the fallen soldiers.",
            "position acknowledges_losses KCNA",
        ),
        (
            En,
            "North Korean state media published the names of the dead for the first time.",
            "position publishes_names DPRK state media",
        ),
        (En, "An official who declined to be identified described the meeting.", ""),
        (En, "Example Wire could not confirm the report.", ""),
        (En, "The Pentagon did not say how many of them were officers.", ""),
        (
            Ko,
            "국방부 관계자는 관련 보도에 대해 “확인해 드릴 수 없다”고 말했다.",
            "position neither_confirms_nor_denies Ministry of National Defense",
        ),
        (
            Ko,
            "미 국무부는 이에 대한 논평을 거부했다.",
            "position neither_confirms_nor_denies State Department",
        ),
        (
            Ko,
            "크렘린궁은 북한군 사망설에 대해 확인도 부인도 하지 않았다.",
            "position neither_confirms_nor_denies Kremlin",
        ),
        (
            Ko,
            "백악관 대변인은 구체적인 언급을 피했다.",
            "position neither_confirms_nor_denies White House",
        ),
        (
            Ko,
            "북한 관영매체는 파병과 관련해 침묵을 지키고 있다.",
            "position silent DPRK state media",
        ),
        (Ko, "러시아 국방부는 질의에 답하지 않았다.", "position silent Defence Ministry"),
        (
            Ko,
            "노동신문은 이날까지 전사 소식을 보도하지 않았다.",
            "position silent DPRK state media",
        ),
        (
            Ko,
            "국정원은 북한이 아직 아무런 반응을 내놓지 않고 있다고 밝혔다.",
            "position silent DPRK authorities",
        ),
        (
            Ko,
            "러시아 외무부는 해당 보도를 “날조”라고 일축했다.",
            "position denies Foreign Ministry",
        ),
        (
            Ko,
            "북한 유엔대표부는 파병설이 근거 없는 소문에 불과하다고 주장했다.",
            "position calls_it_rumour DPRK mission to the UN",
        ),
        (
            Ko,
            "북한은 파병 사실을 처음으로 공식 인정했다.",
            "position acknowledges_presence DPRK authorities",
        ),
        (
            Ko,
            "조선중앙통신은 조국을 위해 목숨을 바친 군인들을 추모하는 행사가 열렸다고 전했다.",
            "position acknowledges_losses KCNA",
        ),
        (Ko, "조선중앙통신은 희생된 군인들의 이름을 공개했다.", "position publishes_names KCNA"),
        (Ko, "국방부는 사상자 수를 언급하지 않았다.", ""),
        (
            Ru,
            "В Пентагоне отказались комментировать эти данные.",
            "position neither_confirms_nor_denies Pentagon",
        ),
        (
            Ru,
            "Кремль не подтвердил и не опроверг гибель северокорейских солдат.",
            "position neither_confirms_nor_denies Kremlin",
        ),
        (Ru, "В Минобороны России на запрос не ответили.", "position silent Defence Ministry"),
        (Ru, "МИД России назвал сообщения вымыслом.", "position denies Foreign Ministry"),
        (
            Ru,
            "Пхеньян признал гибель своих военных в Курской области.",
            "position acknowledges_losses DPRK authorities",
        ),
        (
            Ru,
            "Постпредство КНДР при ООН назвало сообщения беспочвенными слухами.",
            "position calls_it_rumour DPRK mission to the UN",
        ),
        (
            Uk,
            "У Білому домі відмовилися коментувати ці дані.",
            "position neither_confirms_nor_denies White House",
        ),
        (
            Uk,
            "Кремль не підтвердив і не спростував загибель солдатів КНДР.",
            "position neither_confirms_nor_denies Kremlin",
        ),
        (Uk, "Державні медіа КНДР про загиблих мовчать.", "position silent DPRK state media"),
        (
            Uk,
            "Міноборони Росії назвало це повідомлення фейком.",
            "position denies Defence Ministry",
        ),
        (
            Uk,
            "Пхеньян визнав загибель своїх військових.",
            "position acknowledges_losses DPRK authorities",
        ),
    ]);
}

#[test]
fn awareness() {
    check(&[
        (
            En,
            "In Chagang Province nobody has been told that soldiers died in Russia.",
            "awareness unaware -",
        ),
        (
            En,
            "Most families in North Korea still do not know where their sons are.",
            "awareness unaware -",
        ),
        (
            En,
            "Parents in Ryanggang Province have had no news of their sons since autumn.",
            "awareness unaware -",
        ),
        (
            En,
            "Rumours of heavy losses are spreading among traders in North Hamgyong Province.",
            "awareness heard_rumour -",
        ),
        (
            En,
            "According to the NIS, families of the dead were notified in January.",
            "awareness officially_told NIS (South Korea)",
        ),
        (
            En,
            "Relatives in North Korea were told that the soldiers were away on a training exercise.",
            "awareness officially_denied -",
        ),
        (
            En,
            "Three families in the town received death notices, a source in South Pyongan Province said.",
            "awareness officially_told A source in South Pyongan Province",
        ),
        (En, "The NIS said it did not know how many had been sent.", ""),
        (En, "It is not known how many were killed.", ""),
        (Ko, "북한 주민들은 파병 사실을 전혀 모르고 있는 것으로 알려졌다.", "awareness unaware -"),
        (
            Ko,
            "자강도에서는 전사 소식이 주민들 사이에 빠르게 퍼지고 있다.",
            "awareness heard_rumour -",
        ),
        (
            Ko,
            "국정원은 유가족들이 지난달 전사 통지서를 받은 것으로 파악했다고 밝혔다.",
            "awareness officially_told NIS (South Korea)",
        ),
        (
            Ko,
            "북한의 가족들은 아들이 훈련을 갔다는 설명만 들었다.",
            "awareness officially_denied -",
        ),
        (Ko, "국정원은 정확한 규모를 알지 못한다고 했다.", ""),
        (Ru, "Семьи солдат в КНДР ничего не знают об их гибели.", "awareness unaware -"),
        (Uk, "Родини солдатів у КНДР не отримали жодних повідомлень.", "awareness unaware -"),
    ]);
}

#[test]
fn measures() {
    check(&[
        (
            En,
            "North Korean authorities label any talk of the deployment as rumours.",
            "measure labelling_as_rumour -",
        ),
        (
            En,
            "Anyone in North Korea who asks about the troops is questioned by the security department.",
            "measure investigation -",
        ),
        (
            En,
            "Two mothers in Ryanggang Province were arrested for speaking about the dead.",
            "measure detention -",
        ),
        (
            En,
            "A trader in North Korea was sentenced to five years in a labour camp for passing on the news.",
            "measure sentence -",
        ),
        (
            En,
            "The families were made to sign a pledge not to speak about the deployment, the NIS said.",
            "measure nondisclosure_pledge NIS (South Korea)",
        ),
        (
            En,
            "Officers in North Korea had their phones confiscated.",
            "measure phone_confiscation -",
        ),
        (
            En,
            "Letters from the front are opened before they reach the families, the Unification Ministry said.",
            "measure mail_inspection Unification Ministry (South Korea)",
        ),
        (
            En,
            "Visits to the regiments have been banned since November, according to the NIS.",
            "measure visit_ban NIS (South Korea)",
        ),
        (
            En,
            "The NIS told lawmakers that families of the deployed had been relocated and isolated.",
            "measure family_relocation_isolation NIS (South Korea)",
        ),
        (
            En,
            "North Korea jammed foreign radio broadcasts at night.",
            "measure broadcast_jamming -",
        ),
        (En, "Bereaved families in Pyongyang were given new apartments.", "measure compensation -"),
        (
            En,
            "The leader of North Korea awarded the title of hero to the dead.",
            "measure recognition_award -",
        ),
        (
            En,
            "The bodies were never returned to the families in North Korea.",
            "measure remains_withheld -",
        ),
        (
            En,
            "Neighbourhood units in North Korea were ordered to report anyone who spreads news from Russia.",
            "measure denunciation_duty -",
        ),
        (
            En,
            "Foreign reporters were barred from the ceremony in Pyongyang.",
            "measure media_ban -",
        ),
        (
            En,
            "Soldiers sent from North Korea were issued false Russian identity papers, the HUR said.",
            "measure false_documents HUR (Ukraine)",
        ),
        (En, "Nobody in North Korea has been arrested over it.", ""),
        (En, "Two North Korean prisoners were questioned by Ukraine's security service.", ""),
        (
            Ko,
            "북한 당국은 파병과 관련한 이야기를 유언비어로 규정하고 단속하고 있다.",
            "measure labelling_as_rumour -",
        ),
        (
            Ko,
            "양강도에서는 파병에 대해 물어본 주민이 보위부에 불려가 조사를 받았다.",
            "measure investigation -",
        ),
        (Ko, "북한에서 전사 소식을 퍼뜨린 혐의로 주민 두 명이 체포됐다.", "measure detention -"),
        (
            Ko,
            "국정원은 북한이 파병 군인 가족들을 집단 이주시켜 격리했다고 밝혔다.",
            "measure family_relocation_isolation NIS (South Korea)",
        ),
        (
            Ko,
            "통일부는 유가족들이 비밀을 지키겠다는 서약서를 썼다고 전했다.",
            "measure nondisclosure_pledge Unification Ministry (South Korea)",
        ),
        (Ko, "북한군 장교들의 손전화를 모두 회수했다고 한다.", "measure phone_confiscation -"),
        (Ko, "북한은 유가족에게 평양의 살림집을 배정했다.", "measure compensation -"),
        (Ko, "북한은 전사자들에게 공화국영웅 칭호를 수여했다.", "measure recognition_award -"),
        (Ko, "북한에서는 군인 가족들이 보내는 편지를 검열하고 있다.", "measure mail_inspection -"),
        (Ko, "북한에서 군인 면회가 11월부터 전면 금지됐다.", "measure visit_ban -"),
        (
            Ko,
            "외국 기자들의 취재는 허용되지 않았다고 북한 매체는 전했다.",
            "measure media_ban DPRK state media (North Korea)",
        ),
        (Ko, "북한에서는 아무도 조사를 받지 않았다.", ""),
        (Ru, "Семьям погибших в КНДР дали квартиры в Пхеньяне.", "measure compensation -"),
        (Ru, "Жителей КНДР вызывают на допрос за разговоры о погибших.", "measure investigation -"),
        (Uk, "Родинам загиблих у КНДР дали квартири.", "measure compensation -"),
    ]);
}

#[test]
fn testimonies() {
    check(&[
        (
            En,
            "A source in North Hamgyong Province said on 10 March that soldiers' mothers gather at the station every evening.",
            "testimony unknown A source in North Hamgyong Province",
        ),
        (
            En,
            "When we informed a source in Ryanggang Province that more than 1,000 soldiers had been killed, she wept.\n\n\"I have a nephew in that brigade and his letters stopped in the autumn,\" she said.",
            "testimony prompted_with_information A source in Ryanggang Province",
        ),
        (
            En,
            "Asked what she had heard about the soldiers, a woman in Chagang Province answered: \"They left in the night and we do not ask.\"",
            "testimony prompted_open A source in Chagang Province",
        ),
        (
            En,
            "A resident of South Hamgyong Province brought up the subject herself. \"My brother's coffin came home in a closed lorry,\" she said.",
            "testimony unprompted A source in South Hamgyong Province",
        ),
        (
            Ko,
            "함경북도의 한 소식통은 지난 10일 “역전에 나와 아들을 기다리는 어머니들이 있다”고 전했다.",
            "testimony unknown A source in North Hamgyong Province",
        ),
        (
            Ko,
            "본지가 자강도 소식통에게 북한군 1천여 명이 숨졌다는 한국군의 발표를 전해주자 그는 “그렇게 많이 죽었단 말인가”라고 되물었다.",
            "testimony prompted_with_information A source in Chagang Province",
        ),
        (
            Ko,
            "아는 것이 있느냐는 질문에 양강도 소식통은 “밤에 떠났다는 것밖에 없다”고 답했다.",
            "testimony prompted_open A source in Ryanggang Province",
        ),
        (
            Ko,
            "평안남도의 한 주민은 묻지도 않았는데 먼저 말을 꺼냈다. 그는 “형의 관이 닫힌 채 돌아왔다”고 말했다.",
            "testimony unprompted A source in South Pyongan Province",
        ),
        (En, "An intelligence source in Seoul said that the reports were being studied.", ""),
    ]);
}

#[test]
fn evidence() {
    check(&[
        (
            En,
            "Ukraine's Special Operations Forces released drone footage of soldiers running across a field.",
            "evidence video Special Operations Forces (Ukraine)",
        ),
        (
            En,
            "A photograph circulating on Telegram shows bodies in the snow. It could not be independently verified.",
            "evidence photo -",
        ),
        (
            En,
            "Satellite images obtained by Example Wire show a new cemetery near Pyongyang.",
            "evidence satellite Example Wire",
        ),
        (
            En,
            "The SBU published an audio recording of an intercepted call between a nurse and a soldier's wife.",
            "evidence audio SBU (Ukraine)",
        ),
        (
            En,
            "Ukrainian paratroopers found a diary on the body of a dead soldier.",
            "evidence handwritten_note -",
        ),
        (
            En,
            "The military ID of a dead soldier, shown by the HUR, gives a Russian name.",
            "evidence identity_document HUR (Ukraine)",
        ),
        (En, "The film festival opened on Friday.", ""),
        (
            Ko,
            "우크라이나군 정보총국은 13일 북한군이 드론을 피해 달아나는 영상을 공개했다.",
            "evidence video HUR (Ukraine)",
        ),
        (Ko, "텔레그램에 유포된 북한군 시신 사진은 진위가 확인되지 않았다.", "evidence photo -"),
        (
            Ko,
            "우크라이나 특수작전군은 전사한 북한군의 수첩을 공개했다.",
            "evidence handwritten_note Special Operations Forces (Ukraine)",
        ),
        (Ru, "СБУ показала видео с двумя пленными солдатами КНДР.", "evidence video SBU (Ukraine)"),
        (Uk, "ГУР оприлюднило фото документів загиблих солдатів.", "evidence photo HUR (Ukraine)"),
    ]);
}

#[test]
fn forecasts() {
    check(&[
        (En, "The NIS predicted that the losses would rise in spring.", "prediction - NIS"),
        (En, "Sooner or later the families in the North will learn of it.", "prediction - -"),
        (Ko, "통일부는 피해가 더 커질 것으로 전망했다.", "prediction - Unification Ministry"),
        (Ko, "머지않아 북한 안에도 소식이 알려질 것이다.", "prediction - -"),
        (Ru, "ГУР прогнозирует рост потерь весной.", "prediction - HUR"),
        (Uk, "ГУР прогнозує зростання втрат навесні.", "prediction - HUR"),
        (
            En,
            "Example Wire communicates with its partners through Chinese phones smuggled across the border.",
            "circumstance - Example Wire",
        ),
        (
            Ko,
            "※ 본지는 북한으로 반입된 중국 휴대전화로 협력자들과 연락하고 있다.",
            "circumstance - Example Wire",
        ),
    ]);
}
