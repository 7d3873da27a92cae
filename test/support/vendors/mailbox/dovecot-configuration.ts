// The configuration of the tests' Dovecot 2.3: everything in one folder, one account, no user of its own and no chroot. Text only.

export interface DovecotSettings {
  readonly home: string;
  /** The system's user that runs it. */
  readonly account: string;
  /** Its group. */
  readonly group: string;
  readonly port: number;
  readonly plainPort: number;
  readonly password: string;
}

export function dovecotConfiguration({ home, account, group, port, plainPort, password }: DovecotSettings): string {
  return `
protocols = imap
listen = 127.0.0.1
base_dir = ${home}/run
state_dir = ${home}/state
libexec_dir = ${home}/root/usr/lib/dovecot
login_plugin_dir = ${home}/m/login
mail_plugin_dir = ${home}/m
log_path = ${home}/log
ssl = required
ssl_cert = <${home}/cert.pem
ssl_key = <${home}/key.pem
auth_mechanisms = plain login
auth_failure_delay = 0
default_internal_user = ${account}
default_internal_group = ${group}
default_login_user = ${account}
first_valid_uid = 1
mail_location = maildir:${home}/mail/%u
mail_max_userip_connections = 100
import_environment = LD_LIBRARY_PATH TZ
passdb {
  driver = static
  args = password=${password}
}
userdb {
  driver = static
  args = home=${home}/mail/%u uid=${account}
}
service imap-login {
  chroot =
  inet_listener imap {
    port = ${plainPort}
  }
  inet_listener imaps {
    port = ${port}
    ssl = yes
  }
}
service anvil {
  chroot =
}
service stats {
  chroot =
}
`;
}
