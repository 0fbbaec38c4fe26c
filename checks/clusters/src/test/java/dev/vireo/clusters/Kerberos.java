package dev.vireo.clusters;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.minikdc.MiniKdc;
import org.apache.hadoop.security.UserGroupInformation;

/**
 * A Kerberos realm of a cluster's services and one user, on a port of loopback that was free.
 *
 * @param folder holds {@code krb5.conf} and {@code vireo.keytab} for clients, and the services'
 *     keytab
 * @param realm its name
 */
record Kerberos(Path folder, String realm) {
  /** All services are one: in one virtual machine whoever logs in last is everybody. */
  private static final String SERVICE = "cluster/localhost";

  private static final String PAGES = "HTTP/localhost";
  private static final String USER = "vireo";

  /** Delegation tokens end after so long, for a short run to outlive some. */
  private static final int TOKEN_MILLISECONDS = 30_000;

  /** Starts the realm; it goes with this process. */
  static Kerberos start(Path folder) throws IOException {
    Files.createDirectories(folder);
    Properties settings = MiniKdc.createConf();
    settings.setProperty(MiniKdc.KDC_BIND_ADDRESS, "127.0.0.1");
    try {
      MiniKdc center = new MiniKdc(settings, folder.resolve("kdc").toFile());
      center.start();
      center.createPrincipal(folder.resolve("cluster.keytab").toFile(), SERVICE, PAGES);
      center.createPrincipal(folder.resolve(USER + ".keytab").toFile(), USER);
      Files.copy(center.getKrb5conf().toPath(), folder.resolve("krb5.conf"));
      return new Kerberos(folder, center.getRealm());
    } catch (Exception e) {
      throw new IOException("Kerberos did not come up", e);
    }
  }

  /** Makes HDFS and YARN ask for tickets. */
  void into(Configuration configuration) {
    String keytab = folder.resolve("cluster.keytab").toString();
    configuration.set("hadoop.security.authentication", "kerberos");
    configuration.setBoolean("hadoop.security.authorization", true);
    for (String service : new String[] {"dfs.namenode", "dfs.datanode"}) {
      configuration.set(service + ".kerberos.principal", SERVICE + "@" + realm);
      configuration.set(service + ".keytab.file", keytab);
    }
    for (String service : new String[] {"yarn.resourcemanager", "yarn.nodemanager"}) {
      configuration.set(service + ".principal", SERVICE + "@" + realm);
      configuration.set(service + ".keytab", keytab);
    }
    configuration.set("dfs.web.authentication.kerberos.principal", PAGES + "@" + realm);
    configuration.set("dfs.web.authentication.kerberos.keytab", keytab);
    configuration.setBoolean("dfs.block.access.token.enable", true);
    // Ports below 1024 and certificates for the pages are for machines that others reach.
    configuration.setBoolean("ignore.secure.ports.for.testing", true);
    configuration.setInt("dfs.namenode.delegation.token.renew-interval", TOKEN_MILLISECONDS);
    configuration.setInt("dfs.namenode.delegation.token.max-lifetime", TOKEN_MILLISECONDS);
    UserGroupInformation.setConfiguration(configuration);
  }
}
