//! Logs, package managers, traces, hardware.

use coffer_scan::Confidence;

use super::check;

const LINES: &[&str] = &[
    // Numbers that are ids, sizes, times.
    "081109 203518 148 INFO dfs.DataNode$PacketResponder: PacketResponder 1 for block blk_4539148812093751226 terminating",
    "081109 203807 222 INFO dfs.DataNode: Received block blk_-1608999687919862906 of size 91178 from node 7",
    "order 4539148812093752 shipped, tracking id 6011000990139425, invoice 371449635398432",
    "ts=1760000000123 offset=6410986261335726 partition=17 trace=4929146382015537",
    "epoch_us=1760000000123456 epoch_ns=1760000000123456789",
    "snowflake=1996096733098636275 shard=17",
    "Content-Length: 4111111111 Range: bytes=4000000000-4999999999",
    "memory: 0x00007f4539148812 rip 0xffffffff81a0b2c4",
    "float 4.539148812093752 lat -122.4194155 lon 37.7749295",
    "IMSI 310150123456789",
    "isbn 978-3-16-148410-0 ean 4006381333931",
    "process 123-45-678 of 900-12-3456, job 666-11-2222 retried",
    "KB5005565 KB4052623 installed, MS17010 missing",
    "part BX4829301 replaced by FA1234567",
    "2025-10-09 08:53:20,113 2025/10/09 09.10.2025 20251009T085320Z",
    "built on 1970-01-01, released 2024-05-17, expires 2031-01-31",
    "version 10.14.6.1 and 1.2.3.4000, chrome/126.0.6478.127",
    "ratio 10/12/14, chapter 3.4.5.6.7, section 1.2.3.4.",
    "mask 255.255.255.0 any 0.0.0.0",
    "uptime 212-415-6170 ticks",
    "score 212.415.6170 and range 200-300-4000",
    // Hex, digests, uuids.
    "image registry.acme.io/app@sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    "commit da39a3ee5e6b4b0d3255bfef95601890afd80709 merged into main",
    "requestId=3f2504e0-4f89-41d3-9a0c-0305e82c3301 spanId=00f067aa0ba902b7",
    "etag: \"5d41402abc4b2a76b9719d911017c592\"",
    "\"integrity\": \"sha512-z4PhNX7vuL3xVChQ1m2AB9Yg5AULVxXcg/SpIdNs6c5H0NE8XYXysP+DGNKHfuwvY7kxvUdBeoGlODJ6+SfaPg==\"",
    "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJ0pW1dUzvYq8GJ2uKBlVnZcD4wDkPzGqL1mT0yXrVsN build key",
    "Host key fingerprint is SHA256:uNiVztksCsDhcc0u9e8BgrJXVGDPVuSvBAMnPCrqGkE",
    "pci 0000:00:1f.2: [8086:2922] type 00 class 0x010601",
    "usb 1-1: New USB device found, idVendor=1d6b, idProduct=0002, bcdDevice= 6.18",
    "BIOS-e820: [mem 0x0000000000000000-0x000000000009fbff] usable",
    "call trace: do_syscall_64+0x38/0x90 entry_SYSCALL_64_after_hwframe+0x63/0xcd",
    "std::vec::Vec::<u8>::new core::fmt::Display ::ffff Foo::bar()",
    "time 12:34:56:78:90 ratio 1:2:3:4:5:6",
    // At signs.
    "com.acme.Foo@7f31245a java.lang.Thread@1b2c3d $Proxy23@5e9f23b4",
    "npm http fetch GET 200 https://registry.example/react@18.2.0 @angular/core@17.0.1",
    "git clone git@github.com:acme/app.git",
    "systemd[1]: Started getty@tty1.service, user@1000.service, serial-getty@ttyS0.service",
    "root@db-01:~# uptime; ssh deploy@localhost",
    "@@ -17,6 +17,9 @@ fn main() { decorator @app.route",
    "logo@2x.png icon@3x.webp sprite@1.5x.svg",
    // Words about secrets.
    "sshd[712]: Failed password for root from node-7 port 22 ssh2",
    "sshd[712]: Failed password for invalid user admin from node-7 port 22 ssh2",
    "pam_unix(sshd:auth): check pass; user unknown",
    "Password: ",
    "password: must have at least 12 characters",
    "password=<not set> token=(none) secret=null key=undefined",
    "api_key=******** secret=[REDACTED] token=<redacted> password=xxxxxxxx",
    "token expired, token_type=bearer expires_in=3600",
    "auth: token refresh took 17 ms; password change required: true",
    "INFO secret/app-tls created; secretName: app-tls secretRef: db-credentials",
    "Authorization: Bearer <token>",
    "Cookie: theme=dark; lang=en; consent=yes",
    "loading key: main.settings.timeout, primary key: id, cache key=user:17",
    "The secret of good support is patience. Their token gesture was a password manager.",
    "Enter passphrase (empty for no passphrase): ",
    "x-csrf-token header missing",
    "setting password_reset_url=https://acme.io/reset password_min_length=12 password.policy=strict",
    "tokens: 4096 max_tokens=1024 total_tokens=178",
    // Packages.
    "Setting up libpam-runtime (1.5.2-6+deb12u1) ...",
    "2025-10-09 08:53:20 status installed libssl3:amd64 3.0.17-1~deb12u2",
    "Get:17 http://deb.example.org/debian bookworm/main amd64 passwd amd64 1:4.13+dfsg1-1 [972 kB]",
    "Collecting pip-24.0-py3-none-any.whl (2.1 MB) Downloading idna-3.10 (70 kB)",
    "   Compiling secrecy v0.10.3 password-hash v0.5.0 tokenizers v0.20.1",
];

/// Parts of alarms that are raised all the same.
const NOT_YET: &[&str] = &[
    // Units of systemd.
    "email \"getty@tty1.service\"",
    "email \"serial-getty@ttyS0.service\"",
    // Three groups with a valid area and exchange are a telephone number to anybody.
    "phone \"212-415-6170\"",
    "phone \"212.415.6170\"",
    "phone \"200-300-4000\"",
];

#[test]
fn lines_of_logs_raise_no_alarm() {
    check(LINES, Confidence::Possible, NOT_YET);
}
