package dev.vireo.pipelines.run;

import dev.vireo.algorithms.InputException;
import dev.vireo.jobs.runtime.StageContext;
import dev.vireo.jobs.runtime.devices.ComputeChoice;
import dev.vireo.jobs.runtime.devices.DeviceChoice;
import dev.vireo.jobs.torch.TorchSettings;
import dev.vireo.jobs.torch.TrainingEngine;
import dev.vireo.jobs.training.ExchangeChoice;
import dev.vireo.models.parameters.FloatFormat;
import dev.vireo.pipelines.tracking.TrackerSettings;
import java.util.List;
import java.util.Optional;

/** The settings of a run, regardless of its pipeline. */
public interface RunSettings {

  /** The run directory. */
  String run();

  /** Decides every random choice. */
  long seed();

  /** Where policies compute. */
  default DeviceChoice device() {
    return DeviceChoice.CPU;
  }

  /** The format in which models multiply. */
  default ComputeChoice compute() {
    return ComputeChoice.F32;
  }

  /** The format of matrix products on this machine, where the settings leave it open. */
  default FloatFormat products() {
    return compute().products(device());
  }

  /** Where a step's gradients are added. */
  default ExchangeChoice gradientExchange() {
    return ExchangeChoice.DRIVER;
  }

  /** What makes optimizer steps. */
  default TrainingEngine trainingEngine() {
    return TrainingEngine.LOCAL;
  }

  /** The workers of torch, where they make them. */
  default TorchSettings torch() {
    return TorchSettings.defaults();
  }

  /**
   * The workers that the run starts; none where the local engine trains.
   *
   * @throws InputException if workers are described that nobody is to start, or an exchange is that
   *     nobody makes
   */
  default Optional<TorchSettings> workers() {
    if (trainingEngine() == TrainingEngine.TORCH && gradientExchange() != ExchangeChoice.DRIVER) {
      throw new InputException(
          "gradient-exchange is slices, but training-engine is torch, whose workers add gradients"
              + " among themselves: leave gradient-exchange out");
    }
    return TorchSettings.of(trainingEngine(), torch());
  }

  /** Places where metrics are looked at. */
  default List<TrackerSettings> tracking() {
    return List.of();
  }

  /** Rounds of the pipeline; 0 if it has none. */
  default int iterations() {
    return 0;
  }

  /**
   * Checks that the settings say where the run is and what it reads.
   *
   * @throws InputException naming what is missing
   */
  void checkPlaces();

  /**
   * Checks what the settings and the model's config.json say. Neither Spark nor data is asked.
   *
   * @throws InputException saying what is wrong, and what to do
   */
  void check();

  /**
   * Checks that the servers that will be asked take connections.
   *
   * @throws InputException if one does not
   */
  default void checkServers() {}

  /** The pipeline, in a run directory. */
  Pipeline pipeline(StageContext context);

  /**
   * Checks that a setting without a default is there.
   *
   * @throws InputException naming it
   */
  static void require(String key, String value) {
    if (value == null || value.isBlank()) {
      throw new InputException("The configuration has no " + key + ", which has no default");
    }
  }

  /**
   * Checks that a file is of the pipeline whose settings it is read as.
   *
   * @throws InputException if it names another
   */
  static void requireName(String pipeline, String name) {
    if (!name.equals(pipeline)) {
      throw new InputException("pipeline is '%s'; it must be %s here".formatted(pipeline, name));
    }
  }
}
