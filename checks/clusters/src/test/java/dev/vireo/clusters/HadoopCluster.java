package dev.vireo.clusters;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.hdfs.MiniDFSCluster;
import org.apache.hadoop.net.ScriptBasedMapping;
import org.apache.hadoop.yarn.conf.YarnConfiguration;
import org.apache.hadoop.yarn.server.MiniYARNCluster;

/**
 * HDFS with one data node, and YARN with two nodes of one fake GPU each, on ports of loopback that
 * were free. Writes {@code core-site.xml} and {@code yarn-site.xml} into the folder given, which is
 * then a client's HADOOP_CONF_DIR, and stays until the process is ended. With {@link Kerberos}
 * where that is asked for.
 */
public final class HadoopCluster {

  private static final int NODES = 2;
  private static final int NODE_MEGABYTES = 8192;

  private HadoopCluster() {}

  /**
   * Starts the cluster.
   *
   * @param arguments the folder for the client's configuration, then one for the cluster's files,
   *     then perhaps {@code kerberos}
   */
  public static void main(String[] arguments) throws IOException {
    Path client = Files.createDirectories(Path.of(arguments[0]));
    Path files = Files.createDirectories(Path.of(arguments[1]));
    YarnConfiguration configuration = configuration(files);
    if (arguments.length > 2) {
      Kerberos.start(files.resolve(arguments[2])).into(configuration);
    }
    MiniDFSCluster hdfs =
        new MiniDFSCluster.Builder(configuration, files.resolve("hdfs").toFile())
            .numDataNodes(1)
            .build();
    hdfs.waitClusterUp();
    configuration.set("fs.defaultFS", hdfs.getURI().toString());
    // Nobody but the cluster's own user may write there otherwise.
    hdfs.getFileSystem()
        .setPermission(new org.apache.hadoop.fs.Path("/"), FsPermission.valueOf("drwxrwxrwx"));
    MiniYARNCluster yarn = new MiniYARNCluster("vireo", NODES, 1, 1);
    yarn.init(configuration);
    yarn.start();
    if (!waitForNodes(yarn)) {
      throw new IOException("YARN's nodes did not come up");
    }
    Configuration known = yarn.getConfig();
    known.set("fs.defaultFS", hdfs.getURI().toString());
    // HDFS has put one there that a client does not have.
    known.set("net.topology.node.switch.mapping.impl", ScriptBasedMapping.class.getName());
    write(known, client.resolve("core-site.xml"));
    write(known, client.resolve("yarn-site.xml"));
    System.out.println("up: " + hdfs.getURI());
  }

  private static boolean waitForNodes(MiniYARNCluster yarn) throws IOException {
    try {
      return yarn.waitForNodeManagersToConnect(60_000);
    } catch (Exception e) {
      throw new IOException("YARN's nodes did not come up", e);
    }
  }

  private static YarnConfiguration configuration(Path files) {
    YarnConfiguration configuration = new YarnConfiguration();
    configuration.set("dfs.replication", "1");
    configuration.set(
        "yarn.scheduler.capacity.resource-calculator",
        "org.apache.hadoop.yarn.util.resource.DominantResourceCalculator");
    configuration.set("yarn.scheduler.capacity.root.queues", "default");
    configuration.set("yarn.scheduler.capacity.root.default.capacity", "100");
    configuration.set("yarn.scheduler.capacity.maximum-am-resource-percent", "1.0");
    configuration.setInt("yarn.nodemanager.resource.memory-mb", NODE_MEGABYTES);
    configuration.setInt("yarn.minicluster.yarn.nodemanager.resource.memory-mb", NODE_MEGABYTES);
    configuration.setInt("yarn.scheduler.maximum-allocation-mb", NODE_MEGABYTES);
    configuration.setInt("yarn.scheduler.minimum-allocation-mb", 128);
    configuration.set("yarn.resource-types", "yarn.io/gpu");
    configuration.set("yarn.nodemanager.resource-type.yarn.io/gpu", "1");
    // What else runs on this machine is no reason to kill a container.
    configuration.setBoolean("yarn.nodemanager.pmem-check-enabled", false);
    configuration.setBoolean("yarn.nodemanager.vmem-check-enabled", false);
    configuration.set(
        "yarn.nodemanager.disk-health-checker.max-disk-utilization-per-disk-percentage", "99.5");
    configuration.set("hadoop.tmp.dir", files.resolve("tmp").toString());
    // Containers of a failed application are looked at after it.
    configuration.setInt("yarn.nodemanager.delete.debug-delay-sec", 600);
    return configuration;
  }

  private static void write(Configuration configuration, Path file) throws IOException {
    Path unfinished = file.resolveSibling(file.getFileName() + ".tmp");
    try (OutputStream out = Files.newOutputStream(unfinished)) {
      configuration.writeXml(out);
    }
    Files.move(unfinished, file);
  }
}
