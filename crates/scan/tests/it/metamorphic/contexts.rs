//! Where values stand in what customers send: one template a context.
//!
//! In a template `{v}` is the value, and the key is written as `{snake}`, `{camel}`, `{kebab}`, `{header}`, `{UPPER}`,
//! `{dotted}`, `{words}` or `{Words}`.

use super::values::Need;

/// How a value must be written there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Syntax {
    /// As it is, between quotes or brackets, on one line.
    Quoted,
    /// As it is, on one line; a space ends it.
    Bare,
    /// As it is, to the end of the line.
    Line,
    /// As it is, over several lines.
    Block,
    /// As it is, every line indented.
    Indented,
    /// Digits only.
    Number,
    /// A JSON string.
    Json,
    /// A JSON string within a JSON string.
    Json2,
    /// Text of XML or HTML.
    Xml,
    /// A query or form.
    Query,
}

pub(crate) struct Context {
    pub(crate) name: &'static str,
    pub(crate) syntax: Syntax,
    /// The most that a value here may need.
    pub(crate) gives: Need,
    /// Whether it is the whole file, or stands between lines of a log.
    pub(crate) alone: bool,
    pub(crate) template: &'static str,
}

macro_rules! contexts {
    ($($name:literal $syntax:ident $gives:ident $place:ident $template:expr;)*) => {
        &[$(Context { name: $name, syntax: Syntax::$syntax, gives: Need::$gives, alone: contexts!($place), template: $template }),*]
    };
    (alone) => { true };
    (among) => { false };
}

pub(crate) const CONTEXTS: &[Context] = contexts! {
    // JSON and its relatives.
    "json" Json Key among r#"{"ts":"2025-10-09T08:53:20Z","{snake}":"{v}","ok":true}"#;
    "json camel" Json Key among r#"{"id":17,"{camel}":"{v}","state":"open"}"#;
    "json number" Number Key among r#"{"id":17,"{snake}":{v},"state":"open"}"#;
    "json pretty" Json Key alone "{\n  \"id\" : 17,\n  \"{snake}\" : \"{v}\",\n  \"state\" : \"open\"\n}\n";
    "json next line" Json Key alone "{\n  \"{snake}\":\n    \"{v}\"\n}\n";
    "json array" Json Key among r#"{"id":17,"{snake}":["{v}"],"state":"open"}"#;
    "json nested object" Json Key among r#"{"user":{"profile":{"{snake}":{"value":"{v}","checked":false}}}}"#;
    "json in json" Json2 Key among r#"{"level":"info","message":"{\"id\":17,\"{snake}\":\"{v}\",\"state\":\"open\"}"}"#;
    "json minified tail" Json Key among r#"[{"a":1},{"{camel}":"{v}"}]"#;
    "python dict" Quoted Key among "payload={'id': 17, '{snake}': '{v}', 'ok': True}";
    "ruby hash" Quoted Key among r#"Parameters: {"id"=>"17", "{snake}"=>"{v}", "commit"=>"Save"}"#;
    "php array" Quoted Key among "    '{snake}' => '{v}',";
    "har entry" Json Key among r#"{ "name": "{snake}", "value": "{v}" },"#;
    "name value pair" Json Key among r#"{"key":"{kebab}","type":"string","value":"{v}"}"#;
    // Configuration.
    "yaml" Line Key among "{snake}: {v}";
    "yaml indented quoted" Quoted Key among "    {kebab}: \"{v}\"";
    "yaml single quoted" Quoted Key among "  {camel}: '{v}'";
    "yaml list" Line Key alone "{snake}:\n  - {v}\n  - none\n";
    "yaml with comment" Quoted Key among "{snake}: \"{v}\"   # do not commit";
    "ini" Line Key among "{snake} = {v}";
    "properties" Line Key among "app.customer.{dotted}={v}";
    "env" Bare Key among "export {UPPER}={v}";
    "env quoted" Quoted Key among "{UPPER}=\"{v}\"";
    "docker -e" Bare Key among "docker run --rm -e {UPPER}={v} acme/app:1.2";
    "terraform" Quoted Key among "  {snake}   = \"{v}\"";
    "batch set" Line Key among "set {UPPER}={v}";
    "registry" Quoted Key among "\"{camel}\"=\"{v}\"";
    "block scalar" Indented Key alone "kind: Config\ndata:\n  {snake}: |\n    {v}\n  state: open\n";
    // Command lines.
    "cli equals" Bare Key among "$ acme-cli login --{kebab}={v} --verbose";
    "cli space" Bare Key among "$ acme-cli login --{kebab} {v} --verbose";
    "cli quoted" Quoted Key among "$ acme-cli login --{kebab} '{v}' --verbose";
    // XML and HTML.
    "xml element" Xml Key among "<row><id>17</id><{camel}>{v}</{camel}><state>open</state></row>";
    "xml namespace" Xml Key among "<ns2:{camel} xsi:type=\"xs:string\">{v}</ns2:{camel}>";
    "xml attribute" Xml Key among "<customer id=\"17\" {camel}=\"{v}\" state=\"open\"/>";
    "xml property" Xml Key among "<property name=\"{dotted}\" value=\"{v}\"/>";
    "xml entry" Xml Key among "<entry key=\"{snake}\">{v}</entry>";
    "html row" Xml Key among "<tr><th>{Words}</th><td>{v}</td></tr>";
    "html input" Xml Key among "<input type=\"text\" name=\"{snake}\" value=\"{v}\">";
    // Tables.
    "csv" Bare Key alone "id,{snake},state\n17,none,open\n18,{v},open\n19,none,shut\n";
    "csv quoted" Quoted Key alone "\"id\",\"{Words}\",\"state\"\n\"17\",\"{v}\",\"open\"\n";
    "csv semicolon" Line Key alone "id;state;{Words}\n17;open;{v}\n";
    "tsv" Line Key alone "id\tstate\t{snake}\n17\topen\t{v}\n";
    "markdown table" Line Key alone "| id | {Words} | state |\n|---|---|---|\n| 17 | {v} | open |\n";
    "sql insert" Quoted Key among "INSERT INTO customers (id, {snake}, state) VALUES (17, '{v}', 'open');";
    "sql insert rows" Quoted Key alone "INSERT INTO `customers` (`id`, `{snake}`) VALUES\n(17,'none'),\n(18,'{v}');\n";
    "sql update" Quoted Key among "UPDATE customers SET {snake} = '{v}', state = 'open' WHERE id = 17;";
    "sql where" Quoted Key among "[query] SELECT id FROM customers WHERE {snake}='{v}' LIMIT 1";
    "sql copy" Line Key alone "COPY public.customers (id, state, {snake}) FROM stdin;\n17\topen\t{v}\n\\.\n";
    "postgres detail" Bare Key among "DETAIL:  Key ({snake})=({v}) already exists.";
    // Logs.
    "logfmt" Bare Key among "ts=2025-10-09T08:53:20Z level=info {snake}={v} dur=3ms";
    "logfmt quoted" Quoted Key among "ts=2025-10-09T08:53:20Z level=info {snake}=\"{v}\" dur=3ms";
    "java toString" Quoted Key among "2025-10-09 08:53:20,113 DEBUG c.a.Sync - saved Customer({camel}={v}, id=17, state=OPEN)";
    "java record" Quoted Key among "2025-10-09 08:53:20,113 DEBUG c.a.Sync - saved Customer[id=17, {camel}={v}]";
    "log colon" Quoted Key among "2025-10-09 08:53:20,113 INFO [http-1] c.a.Sync - {words}: {v}, retry 1";
    "stack trace" Line Words among "java.lang.IllegalArgumentException: invalid {words}: {v}\n\tat com.acme.Sync.run(Sync.java:41)";
    "syslog" Quoted Words among "Oct  9 08:53:20 web-3 app[712]: {words} {v} rejected";
    "access log" Query Key among "20.1.9.7 - - [09/Oct/2025:08:53:20 +0000] \"GET /find?page=2&{snake}={v}&s=1 HTTP/1.1\" 200 17 \"-\" \"curl/8\"";
    "referer" Query Key among "Referer: https://app.acme.io/find?{snake}={v}";
    "form body" Query Key among "id=17&{snake}={v}&state=open";
    "http header" Line Key among "X-{header}: {v}";
    "curl header" Quoted Key among "curl -s -H 'X-{header}: {v}' https://api.acme.io/v1/items";
    "multipart" Line Key alone "--b17\r\nContent-Disposition: form-data; name=\"{snake}\"\r\n\r\n{v}\r\n--b17--\r\n";
    "ansi colours" Bare Key among "\x1b[36mlevel\x1b[0m=info \x1b[36m{snake}\x1b[0m={v} \x1b[36mid\x1b[0m=17";
    "pipes" Quoted Words among "08:53:20 | INFO | {words} {v} | 17";
    // Prose.
    "prose is" Quoted Words among "Hello, the {words} is {v}. Please check it.";
    "prose before" Quoted Words among "The customer gave {v} as {words} on the call.";
    "ticket field" Line Key among "{Words}: {v}";
    "markdown bold" Line Key among "- **{Words}:** {v}";
    "markdown code" Quoted Words among "We saw the {words} `{v}` twice.";
    "aligned" Line Key among "{Words}:          {v}";
    "label above" Line Key alone "Case 17\n\n{Words}:\n{v}\n\nThanks\n";
    "quoted mail" Line Key among "> > {Words}: {v}";
    "brackets" Quoted Key among "worker started [{words}: {v}] [id: 17]";
    "parentheses" Quoted Words among "request refused ({words} {v})";
    // Where the key stands apart from its value.
    "rejected value" Quoted Key among "WARN o.s.Resolver - Field error in object 'form' on field '{camel}': rejected value [{v}]; codes [Pattern]";
    "block folded" Indented Key alone "spec:\n  {camel}: >-\n    {v}\n  replicas: 2\n";
    "env pair" Quoted Key alone "env:\n- name: {UPPER}\n  value: \"{v}\"\n- name: LEVEL\n  value: debug\n";
    "env pair bare" Line Key alone "env:\n- name: {UPPER}\n  value: {v}\n";
    "yaml list of maps" Line Key alone "users:\n  - id: 4\n    {snake}: {v}\n    state: ok\n";
    "docker inspect" Json Key alone "\"Env\": [\n  \"PATH=/usr/bin\",\n  \"{UPPER}={v}\",\n  \"TZ=UTC\"\n],\n";
    "terraform output" Json Key alone "\"{snake}\": {\n  \"value\": \"{v}\",\n  \"type\": \"string\"\n},\n";
    "terraform variable" Quoted Key alone "variable \"{snake}\" {\n  type    = string\n  default = \"{v}\"\n}\n";
    "windows event" Line Key alone "Event ID: 4624\r\n\t{Words}:\t\t{v}\r\n\tProcess ID:\t\t0x2f4\r\n";
    "ansi value" Bare Key among "\x1b[1m{Words}:\x1b[22m \x1b[33m{v}\x1b[39m";
    "ansi json" Json Key among "\x1b[34;1m\"{snake}\"\x1b[0m\x1b[1;39m:\x1b[0m \x1b[0;32m\"{v}\"\x1b[0m";
    "html cells" Xml Key among "<tr><td class=\"label\">{Words}</td><td class=\"val\">{v}</td></tr>";
    "html cells in lines" Xml Key alone "<tr>\n  <th scope=\"row\">{Words}</th>\n  <td>{v}</td>\n</tr>\n";
    "html list" Xml Key among "<dl><dt>{Words}:</dt><dd>{v}</dd></dl>";
    "html strong" Xml Key among "<p><strong>{Words}:</strong> {v}<br>";
    "html columns" Xml Key alone "<table><tr><th>Id</th><th>{Words}</th></tr>\n<tr><td>17</td><td>{v}</td></tr></table>\n";
    "xml cdata" Quoted Key among "<{camel}><![CDATA[{v}]]></{camel}>";
    "plist" Xml Key alone "<key>{camel}</key>\n\t<string>{v}</string>\n";
    "php define" Quoted Key among "define( '{UPPER}', '{v}' );";
    "php print_r" Line Key alone "Array\n(\n    [{snake}] => {v}\n    [id] => 4\n)\n";
    "php var_dump" Quoted Key alone "  [\"{snake}\"]=>\n  string(9) \"{v}\"\n";
    "rust debug" Quoted Key among "Customer { id: 41, {snake}: Some(\"{v}\"), active: true }";
    "pydantic" Quoted Key alone "1 validation error for Customer\n{snake}\n  String should match pattern [type=string_pattern_mismatch, input_value='{v}', input_type=str]\n";
    "json type and value" Json Key among r#"{"type":"{UPPER}","value":"{v}"}"#;
    "json old and new" Json Key among r#"{"field":"{camel}","oldValue":null,"newValue":"{v}"}"#;
    "json attribute value" Json Key among r#"{"id":{"N":"41"},"{camel}":{"S":"{v}"}}"#;
    "json second element" Json Key among r#"{"{camel}": ["n/a", "{v}"]}"#;
    "json plural" Json Key among r#"{"{camel}s":["{v}"]}"#;
    "curl form" Quoted Key among "$ curl -F '{snake}={v}' https://api.acme.io/v1/items";
    "psql expanded" Line Key alone "-[ RECORD 1 ]----+-----------\nid               | 41\n{snake}          | {v}\n";
    "mysql vertical" Line Key alone "*** 1. row ***\n       id: 41\n{snake}: {v}\n    state: ok\n";
    "postgres two columns" Bare Key among "DETAIL:  Key (tenant, {snake})=(17, {v}) already exists.";
    "sql backticks" Quoted Key among "UPDATE `customers` SET `{snake}`='{v}' WHERE `id`=41;";
    "markdown bold colon" Line Key among "- **{Words}**: {v}";
    "markdown row" Line Key alone "x\n| {Words} | {v} |\n";
    "dotted line" Line Key among "{Words} ........ {v}";
    "quoted after words" Quoted Words among "lookup failed: invalid {words} '{v}'";
    // No words at all.
    "line alone" Block Nothing among "{v}";
    "in parentheses" Quoted Nothing among "request refused ({v})";
    "between commas" Bare Nothing among "17,{v},open";
    "between tabs" Quoted Nothing among "17\t{v}\topen";
    "between quotes" Quoted Nothing among "retry of \"{v}\" ended";
    "angle brackets" Quoted Nothing among "from <{v}> to queue 17";
    "first bytes" Block Nothing alone "{v}\nend\n";
    "last bytes" Block Nothing alone "start\n{v}";
    "last bytes keyed" Line Key alone "start\n{snake}={v}";
    "whole file" Block Nothing alone "{v}";
    "json columns" Json Key alone "{\"columns\":[\"id\",\"{snake}\"],\"rows\":[[17,\"{v}\"],[18,null]]}\n";
    "json header row" Json Key alone "[[\"id\", \"{Words}\"],\n [17, \"{v}\"]]\n";
};

/// Formats that name their fields by position: kind of value, context, template (the whole file).
pub(crate) const BY_POSITION: &[(&str, &str, &str)] = &[
    (
        "mrn digits",
        "hl7 pid-3",
        "MSH|^~\\&|ADT|H|L|H|20251009085320||ADT^A01|17|P|2.5\rPID|1||{v}^^^HOSP^MR||DOE^JO||19700101|F\r",
    ),
    (
        "dob",
        "hl7 pid-7",
        "MSH|^~\\&|ADT|H|L|H|20251009085320||ADT^A01|17|P|2.5\rPID|1||17^^^HOSP^PI||DOE^JO||{compact}|F\r",
    ),
    (
        "person name",
        "hl7 pid-5",
        "MSH|^~\\&|ADT|H|L|H|20251009085320||ADT^A01|17|P|2.5\rPID|1||17^^^HOSP^PI||{last}^JO||19700101|F\r",
    ),
    (
        "phone national",
        "hl7 pid-13",
        "MSH|^~\\&|ADT|H|L|H|20251009085320||ADT^A01|17|P|2.5\rPID|1||17^^^H^PI||DOE^JO||19700101|F|||||{v}\r",
    ),
    (
        "ssn bare",
        "hl7 pid-19",
        "MSH|^~\\&|ADT|H|L|H|20251009085320||ADT^A01|17|P|2.5\rPID|1||17^^^H^PI||DOE^JO||19700101|F|||||||||||{v}\r",
    ),
    (
        "member id",
        "hl7 in1-36",
        "MSH|^~\\&|ADT|H|L|H|20251009085320||ADT^A01|17|P|2.5\rIN1|1|PPO|17|ACME||||||||||||||||||||||||||||||||{v}\r",
    ),
    (
        "member id",
        "x12 nm1*il",
        "ISA*00*          *00*          *ZZ*A              *ZZ*B              *251009*0853*^*00501*000000017*0*P*:~ST*270*0001~NM1*IL*1*DOE*JO****MI*{v}~",
    ),
    (
        "person name",
        "x12 nm1*il",
        "ISA*00*          *00*          *ZZ*A              *ZZ*B              *251009*0853*^*00501*000000017*0*P*:~ST*270*0001~NM1*IL*1*{last}*JO****MI*W17~",
    ),
    (
        "npi",
        "x12 nm1*85",
        "ISA*00*          *00*          *ZZ*A              *ZZ*B              *251009*0853*^*00501*000000017*0*P*:~ST*837*0001~NM1*85*2*CLINIC*****XX*{v}~",
    ),
    (
        "dob",
        "x12 dmg",
        "ISA*00*          *00*          *ZZ*A              *ZZ*B              *251009*0853*^*00501*000000017*0*P*:~ST*270*0001~DMG*D8*{compact}*F~",
    ),
    (
        "ssn bare",
        "x12 ref*sy",
        "ISA*00*          *00*          *ZZ*A              *ZZ*B              *251009*0853*^*00501*000000017*0*P*:~ST*270*0001~REF*SY*{v}~",
    ),
    (
        "phone dashed",
        "x12 per",
        "ISA*00*          *00*          *ZZ*A              *ZZ*B              *251009*0853*^*00501*000000017*0*P*:~ST*837*0001~PER*IC*DESK*TE*{v}~",
    ),
    (
        "person name",
        "vcard fn",
        "BEGIN:VCARD\r\nVERSION:3.0\r\nFN:{v}\r\nEND:VCARD\r\n",
    ),
    (
        "phone dashed",
        "vcard tel",
        "BEGIN:VCARD\r\nVERSION:3.0\r\nFN:x\r\nTEL;TYPE=HOME:{v}\r\nEND:VCARD\r\n",
    ),
    (
        "dob",
        "vcard bday",
        "BEGIN:VCARD\r\nVERSION:3.0\r\nFN:x\r\nBDAY:{v}\r\nEND:VCARD\r\n",
    ),
    (
        "person name",
        "ldif cn",
        "dn: uid=17,ou=people,dc=acme,dc=io\nobjectClass: person\ncn: {v}\nuid: 17\n",
    ),
    (
        "password",
        "ldif userPassword",
        "dn: uid=17,ou=people,dc=acme,dc=io\nobjectClass: person\nuserPassword: {v}\nuid: 17\n",
    ),
    (
        "password",
        "sql identified by",
        "CREATE USER app IDENTIFIED BY '{v}';\n",
    ),
    (
        "password",
        "sql password()",
        "SET PASSWORD FOR 'app'@'%' = PASSWORD('{v}');\n",
    ),
    (
        "password",
        "mysql -p",
        "$ mysql -u app -p{v} -h db.internal shop\n",
    ),
    (
        "password",
        "sshpass -p",
        "$ sshpass -p {v} ssh app@db.internal\n",
    ),
    (
        "password",
        "curl -u",
        "$ curl -u app:{v} https://api.acme.io/v1/items\n",
    ),
    (
        "password",
        "netrc",
        "machine api.acme.io login app password {v}\n",
    ),
    (
        "password",
        "ado.net",
        "Server=db.internal;Database=shop;User Id=app;Password={v};Encrypt=true\n",
    ),
    (
        "password",
        "jdbc query",
        "jdbc:mysql://db.internal:3306/shop?user=app&password={v}&useSSL=true\n",
    ),
    (
        "password",
        "odbc pwd",
        "DRIVER={x};SERVER=db.internal;UID=app;PWD={v}\n",
    ),
    (
        "password",
        "proxy url",
        "http_proxy=http://app:{v}@proxy.internal:3128\n",
    ),
    (
        "password",
        "net use",
        "C:\\> net use Z: \\\\files\\share {v} /user:acme\\app\n",
    ),
    (
        "password",
        "secure string",
        "$c = ConvertTo-SecureString \"{v}\" -AsPlainText -Force\n",
    ),
    ("api secret", "bearer header", "Authorization: Bearer {v}\n"),
    (
        "api secret",
        "bearer curl",
        "curl -H \"Authorization: Bearer {v}\" https://api.acme.io\n",
    ),
    (
        "api secret",
        "session cookie",
        "Set-Cookie: JSESSIONID={v}; Path=/; HttpOnly\n",
    ),
    (
        "api secret",
        "har cookie",
        "{\"name\": \"Cookie\", \"value\": \"theme=dark; sessionid={v}; lang=en\"}\n",
    ),
    (
        "api secret",
        "oauth code",
        "GET /callback?code={v}&state=17 HTTP/1.1\n",
    ),
];
