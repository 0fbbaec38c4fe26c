package dev.vireo.jobs.torch;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.vireo.algorithms.InputException;
import dev.vireo.jobs.runtime.settings.HomePath;
import dev.vireo.jobs.runtime.settings.Require;
import dev.vireo.jobs.runtime.settings.SettingsMapper;
import dev.vireo.store.manifest.CanonicalJson;
import dev.vireo.store.manifest.DecidesNothing;
import dev.vireo.store.manifest.Fingerprint;
import dev.vireo.store.manifest.SettingsTree;
import java.io.Serializable;
import java.util.Objects;
import java.util.Optional;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkEnv;

/**
 * Where {@code training-engine} is torch: the workers.
 *
 * @param python the program that runs them, on every machine: a name, or a path, of an environment
 *     with torch, transformers and, for adapters, PEFT; relative to a task's working directory,
 *     such as {@code environment/bin/python} of an archive that spark-submit ships
 * @param processes workers, each a task of its own that runs beside the others; a GPU each where
 *     the device is gpu. As part of the run's identity it is fixed: sums over other parts round
 *     otherwise. At most so many score with one model in an executor
 * @param sharding whether each worker has all of the model (replicated) or a part of every layer
 *     (full); reward models are whole in each
 * @param threads that each worker computes with on a CPU; part of the run's identity too, so that
 *     machines with other numbers of cores give the same bits
 * @param port at which the first worker waits for the others, where there are others; 0 takes any
 *     that is free
 * @param timeoutSeconds how long a worker may take to answer, and to wait for the others
 */
public record TorchSettings(
    @DecidesNothing String python,
    int processes,
    Sharding sharding,
    int threads,
    @DecidesNothing int port,
    @DecidesNothing int timeoutSeconds)
    implements Serializable {

  /** The input of fingerprints that names the workers. */
  public static final String INPUT = "torch";

  private static final String CONF = "spark.vireo.torch";

  public TorchSettings {
    if (python == null || python.isBlank()) {
      throw new InputException("torch.python is empty: name the program that runs the workers");
    }
    python = HomePath.expand(python);
    Require.atLeast("torch.processes", processes, 1);
    Objects.requireNonNull(sharding, "sharding");
    Require.atLeast("torch.threads", threads, 1);
    if (port < 0 || port > 65_535) {
      throw new InputException("torch.port is " + port + "; it must be from 0 to 65535");
    }
    Require.atLeast("torch.timeout-seconds", timeoutSeconds, 1);
  }

  /** One worker, of the machine's own Python. */
  public static TorchSettings defaults() {
    return new TorchSettings("python3", 1, Sharding.REPLICATED, 1, 0, 600);
  }

  /**
   * What a run's settings ask for.
   *
   * @return empty where the local engine trains
   * @throws InputException if workers are described that nobody is to start, or a place to meet at
   *     for one that meets nobody
   */
  public static Optional<TorchSettings> of(TrainingEngine engine, TorchSettings torch) {
    if (engine == TrainingEngine.TORCH) {
      if (torch.port() > 0 && torch.processes() == 1) {
        throw new InputException(
            "torch.port is %d, at which the first worker waits for the others, but torch.processes is 1: leave torch.port out"
                .formatted(torch.port()));
      }
      return Optional.of(torch);
    }
    if (!torch.equals(defaults())) {
      throw new InputException(
          "torch is given, but training-engine is local, which starts no workers: set"
              + " training-engine to torch, or leave torch out");
    }
    return Optional.empty();
  }

  /** Whether a worker alone has no whole layer, so that all of them work in step. */
  public boolean sharesParts() {
    return sharding == Sharding.FULL && processes > 1;
  }

  /** Writes them into settings that reach every executor. */
  public void into(SparkConf conf) {
    try {
      conf.set(CONF, SettingsMapper.mapper().writeValueAsString(this));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Those of an application; empty where the local engine trains. */
  public static Optional<TorchSettings> of(SparkConf conf) {
    String json = conf.get(CONF, "");
    if (json.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(SettingsMapper.mapper().readValue(json, TorchSettings.class));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Those of the application that this code is part of; empty outside of one too. */
  public static Optional<TorchSettings> here() {
    return Optional.ofNullable(SparkEnv.get()).flatMap(spark -> of(spark.conf()));
  }

  /** What is made from the same by workers, which round otherwise than the local engine. */
  public Fingerprint in(Fingerprint made) {
    return made.input(INPUT, CanonicalJson.write(SettingsTree.of(this)));
  }

  /** What a fingerprint says of the workers; empty where it is of the local engine's work. */
  public static Optional<String> inputOf(Fingerprint made) {
    return Optional.ofNullable(made.inputs().get(INPUT));
  }

  /** The same where an application has workers; else as it is. */
  public static Fingerprint named(SparkConf conf, Fingerprint made) {
    return of(conf).map(workers -> workers.in(made)).orElse(made);
  }
}
