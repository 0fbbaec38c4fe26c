package dev.vireo.pipelines.spark;

import dev.vireo.jobs.runtime.devices.DeviceChoice;
import dev.vireo.jobs.runtime.devices.TaskCompute;
import dev.vireo.jobs.torch.TorchSettings;
import dev.vireo.jobs.training.ExchangeChoice;
import dev.vireo.models.parameters.FloatFormat;
import java.util.Optional;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.SparkSession;

/** The Spark session of a command. */
public final class SparkSessions {

  private SparkSessions() {}

  /**
   * The session that spark-submit asked for, or one in this process on all its cores. What runs in
   * this process has no web page, reaches nobody and draws no progress bar of its own.
   *
   * @param application its name
   */
  public static SparkSession open(String application) {
    return open(application, DeviceChoice.AUTO, FloatFormat.FLOAT32, ExchangeChoice.DRIVER);
  }

  /** The same, for work with policies that starts no workers of torch. */
  public static SparkSession open(
      String application, DeviceChoice device, FloatFormat products, ExchangeChoice exchange) {
    return open(application, device, products, exchange, Optional.empty());
  }

  /**
   * The same, for work with policies.
   *
   * @param device where they compute
   * @param products the format in which they multiply
   * @param exchange where a step's gradients are added
   * @param workers the workers of torch that make optimizer steps, where they do
   */
  public static SparkSession open(
      String application,
      DeviceChoice device,
      FloatFormat products,
      ExchangeChoice exchange,
      Optional<TorchSettings> workers) {
    SparkConf conf = new SparkConf().setAppName(application);
    SettingsOfResults.into(conf);
    device.into(conf);
    TaskCompute.into(conf, products);
    exchange.into(conf);
    workers.ifPresent(torch -> torch.into(conf));
    if (!conf.contains("spark.master")) {
      conf.setMaster("local[*]");
    }
    if (conf.get("spark.master").startsWith("local")) {
      conf.setIfMissing("spark.ui.enabled", "false");
      conf.setIfMissing("spark.ui.showConsoleProgress", "false");
      conf.setIfMissing("spark.driver.host", "127.0.0.1");
      conf.setIfMissing("spark.driver.bindAddress", "127.0.0.1");
      // A gradient comes back through memory, rather than through a socket to ourselves.
      conf.setIfMissing("spark.task.maxDirectResultSize", "120m");
    }
    if (conf.get("spark.master").matches("local(\\[.*)?")) {
      String plugins = conf.get("spark.plugins", "");
      String own = MemoryFailures.class.getName();
      conf.set("spark.plugins", plugins.isBlank() ? own : plugins + "," + own);
      // The one executor is this process: after a machine's sleep it is late, and not lost.
      conf.setIfMissing("spark.storage.blockManagerHeartbeatTimeoutMs", "30d");
    }
    // Rollouts that are made ahead share the slots with the update; a single job has them all.
    conf.setIfMissing("spark.scheduler.mode", "FAIR");
    // What travels is parameters and gradients, and numbers do not compress.
    conf.setIfMissing("spark.broadcast.compress", "false");
    if (exchange == ExchangeChoice.SLICES) {
      conf.setIfMissing("spark.shuffle.compress", "false");
    }
    // What is read does not depend on where the machine stands.
    conf.set("spark.sql.session.timeZone", "UTC");
    // Gradients come back as task results, as large as the model.
    conf.setIfMissing("spark.driver.maxResultSize", "0");
    return SparkSession.builder().config(conf).getOrCreate();
  }
}
