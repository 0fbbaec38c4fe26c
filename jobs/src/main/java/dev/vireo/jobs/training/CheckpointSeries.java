package dev.vireo.jobs.training;

import java.io.Serializable;
import java.util.Locale;

/**
 * The folders of a work's checkpoints in the run directory.
 *
 * @param folder the series' folder
 * @param before steps that the numbers count besides the work's own
 */
public record CheckpointSeries(String folder, long before) implements Serializable {

  /** Path of the checkpoint after so many steps of the work. */
  public String at(long step) {
    return String.format(Locale.ROOT, "%s/step-%06d", folder, before + step);
  }
}
