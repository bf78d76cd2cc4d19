interface Settings {
  /** As `dovecot --version` gives it. */
  version: string;
  baseDir: string;
  privateCopy: { root: string; libraries: string } | null;
  account: string;
  group: string;
  host: string;
  imapPort: number;
  lmtpPort: number;
  separator: string;
  prefix: string;
}

/** dovecot.conf, in the words of Dovecot 2.3 (Debian 12) or of 2.4 (Debian 13), which renamed many. */
export function dovecotConfig(s: Settings): string {
  const words = s.version.startsWith("2.3") ? wordsOf23(s) : wordsOf24(s);
  return `${words.settings}
base_dir = ${s.baseDir}/run
state_dir = ${s.baseDir}/state
log_path = ${s.baseDir}/log/dovecot.log
default_internal_user = ${s.account}
default_login_user = ${s.account}
default_internal_group = ${s.group}
protocols = imap lmtp
listen = ${s.host}
ssl = no
auth_mechanisms = plain login
auth_failure_delay = 0
mail_max_userip_connections = 1000
mail_fsync = never
first_valid_uid = 1
mail_uid = ${s.account}
mail_gid = ${s.group}
namespace inbox {
  inbox = yes
  separator = ${s.separator}
  prefix = ${s.prefix}
  mailbox Sent {
    special_use = \\Sent
    auto = subscribe
  }
}
service imap-login {
  chroot =
  process_min_avail = 1
  ${words.keepLoginProcess}
  inet_listener imap {
    port = ${s.imapPort}
  }
  inet_listener imaps {
    port = 0
  }
}
service imap {
  process_limit = 200
}
service lmtp {
  inet_listener lmtp {
    port = ${s.lmtpPort}
  }
}
service anvil {
  chroot =
  # no waiting after a wrong password
  unix_listener anvil-auth-penalty {
    mode = 0
  }
}
service stats {
  chroot =
}
`;
}

function wordsOf23(s: Settings) {
  return {
    keepLoginProcess: "service_count = 0",
    settings: `
disable_plaintext_auth = no
auth_username_format = %Lu
mail_home = ${s.baseDir}/mail/%u
mail_location = sdbox:~/sdbox
passdb {
  driver = passwd-file
  args = scheme=PLAIN username_format=%u ${s.baseDir}/users
}
userdb {
  driver = static
  args = uid=${s.account} gid=${s.group} home=${s.baseDir}/mail/%u
}
${
  s.privateCopy
    ? `libexec_dir = ${s.privateCopy.root}/usr/lib/dovecot
mail_plugin_dir = ${s.privateCopy.root}/usr/lib/dovecot/modules
import_environment = TZ LD_LIBRARY_PATH=${s.privateCopy.libraries}`
    : ""
}`,
  };
}

function wordsOf24(s: Settings) {
  // a distribution's version may have a suffix: "2.4.1-4 (7d8c0e5759)"
  const version = /^\d+\.\d+\.\d+/.exec(s.version)?.[0];
  return {
    keepLoginProcess: "restart_request_count = unlimited",
    settings: `
dovecot_config_version = ${version}
dovecot_storage_version = ${version}
auth_allow_cleartext = yes
auth_username_format = %{user | lower}
mail_home = ${s.baseDir}/mail/%{user}
mail_driver = sdbox
mail_path = ~/sdbox
passdb passwd-file {
  passwd_file_path = ${s.baseDir}/users
}
userdb static {
  fields {
    uid = ${s.account}
    gid = ${s.group}
    home = ${s.baseDir}/mail/%{user}
  }
}
${
  s.privateCopy
    ? `libexec_dir = ${s.privateCopy.root}/usr/lib/dovecot
mail_plugin_dir = ${s.privateCopy.root}/usr/lib/dovecot/modules
import_environment {
  LD_LIBRARY_PATH = ${s.privateCopy.libraries}
}`
    : ""
}`,
  };
}
