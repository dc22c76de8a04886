//! Source code, templates, translations, documentation.

use coffer_scan::Confidence;

use super::check;

const LINES: &[&str] = &[
    // Assignments that are not values.
    "password = getPassword()",
    "password = request.form['password']",
    "const password = useState('');",
    "String password = config.getString(\"db.password\");",
    "let token = self.tokens.next()?;",
    "token = os.environ[\"API_TOKEN\"]",
    "secret := os.Getenv(\"CLIENT_SECRET\")",
    "$password = $_POST['password'];",
    "self.password = password",
    "password: string;",
    "password: Option<String>,",
    "password?: string | null",
    "public string Password { get; set; }",
    "private final PasswordEncoder passwordEncoder = new BCryptPasswordEncoder();",
    "if (token == null || token.length() == 0) return;",
    "if password != confirm_password {",
    "def login(user, password, token=None):",
    "fn verify(secret: &Secret, token: &[u8]) -> bool",
    "type Token = { kind: TokenKind, span: Span }",
    "case TOKEN_IDENTIFIER: return parse_identifier(token);",
    "private_key = load_key(path)",
    "api_key: process.env.API_KEY,",
    "apiKey: import.meta.env.VITE_API_KEY",
    "secretKeyRef: {name: db, key: password}",
    "password: {type: String, required: true, minlength: 8}",
    "{\"password\": {\"type\": \"string\", \"format\": \"password\"}}",
    "password_field = forms.CharField(widget=forms.PasswordInput)",
    "t.string :password_digest, null: false",
    "password VARCHAR(255) NOT NULL,",
    "ALTER TABLE users ADD COLUMN password_hash text;",
    "SELECT password FROM users WHERE email = $1",
    "INSERT INTO users (email, password) VALUES (?, ?)",
    "IDENTIFIED BY PASSWORD EXPIRE INTERVAL 90 DAY",
    "curl -u \"$USER:$PASSWORD\" https://api.acme.io",
    "mysql -u root -p\"$MYSQL_ROOT_PASSWORD\" shop",
    "psql postgres://app:$DB_PASSWORD@db/app",
    "DATABASE_URL=postgres://user:password@localhost:5432/app",
    "redis://:${REDIS_PASSWORD}@cache:6379/0",
    // Templates.
    "password: ${DB_PASSWORD}",
    "password: {{ .Values.db.password }}",
    "password: <%= ENV['DB_PASSWORD'] %>",
    "password=%(password)s token=%s",
    "secret: !vault |",
    "token: $(cat /run/secrets/token)",
    "password: !Ref DbPassword",
    "api_key = \"<YOUR_API_KEY>\"",
    "API_KEY=your-api-key-here",
    "SECRET_KEY=changeme",
    "token: \"xxxxxxxxxxxxxxxxxxxxxxxx\"",
    // Words for people.
    "\"password\": \"Password\",",
    "\"password.label\": \"Enter your password\",",
    "msgid \"Forgot your password?\" msgstr \"Passwort vergessen?\"",
    "<label for=\"password\">Password</label>",
    "<input type=\"password\" name=\"password\" placeholder=\"Password\">",
    "# password: the password of the database user",
    "// token: see RFC 6749, section 1.4",
    " * @param token the access token",
    "The `password` option is required. Use `--password-file` instead of `--password`.",
    "Name: coffer Version: 0.1.0 Author: The Coffer Authors",
    "name: build-and-test",
    "metadata: {name: web-frontend, namespace: prod}",
    "\"name\": \"lodash\", \"version\": \"4.17.21\"",
    "hostname=web-3 filename=report.txt username_field=user classname=Foo",
    "address: 0x7ffd3a2b1c40 bind_address=localhost ip_address_family=inet",
    "phone: true, email: false, ssn: required",
    "import { card } from './card'; const pan = zoom.pan(17, 42);",
    "member_id BIGINT, student_id INTEGER REFERENCES students(id), mrn TEXT",
    "dob DATE, date_of_birth TIMESTAMP DEFAULT now()",
    "ssn = ssn_from_row(row)",
    "-----BEGIN CERTIFICATE-----",
    "-----BEGIN PUBLIC KEY-----",
    "grep -r 'BEGIN RSA PRIVATE KEY' .",
    "eyJ is how a token begins; eyJhbGciOi too",
    "def __init__(self, private_key: x25519.X25519PrivateKey, peer: Peer):",
    "Pass the secrets with --username and --password options instead of a file.",
    "gpg: The option --passphrase= must be empty in this mode.",
    "pkcs11:token=Root%20CA%2042%20Store;serial=17%3A4",
    "\"passwd:abc\", \"group:files\",",
    "regex = r\"ghp_[A-Za-z0-9]{36}\"",
];

/// Values of documentation.
const DOCUMENTED: &[&str] = &[
    "email: user@example.com",
    "Contact: support@example.org, <someone@example.net>",
    "AKIA is the prefix, AKIAIOSFODNN7EXAMPLE the example",
    "export AWS_ACCESS_KEY_ID=AKIAIOSFODNN7EXAMPLE",
    "aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
    "ssn: 078-05-1120",
    "call (555) 555-0123 or 555-0100",
    "192.0.2.17, 198.51.100.7, 203.0.113.9, 2001:db8::1",
];

/// Parts of alarms that are raised all the same.
const NOT_YET: &[&str] = &[
    // The label of a device in a PKCS #11 address.
    "secret \"Root%20CA",
];

/// Parts of documented values that are taken for real ones.
const DOCUMENTED_NOT_YET: &[&str] = &["EXAMPLEKEY\" in"];

#[test]
fn lines_of_code_raise_no_alarm() {
    check(LINES, Confidence::Possible, NOT_YET);
}

#[test]
fn values_of_documentation_are_possible_at_most() {
    check(DOCUMENTED, Confidence::Likely, DOCUMENTED_NOT_YET);
}
