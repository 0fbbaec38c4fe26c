package dev.vireo.chaos;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import org.apache.spark.TaskContext;
import org.apache.spark.api.plugin.DriverPlugin;
import org.apache.spark.api.plugin.ExecutorPlugin;
import org.apache.spark.api.plugin.PluginContext;
import org.apache.spark.api.plugin.SparkPlugin;

/**
 * Inside of executors: the first executor that gets to a task of a stage holds still there and
 * leaves a file with its process's number, so that it can be killed in the middle of that stage.
 * Each job of a stage has one such task: in the first iteration the one for the first chunk, in the
 * second that for the last, when others are done. Of optimizer steps the second and third count as
 * the two.
 */
public final class HeldTasks implements SparkPlugin {

  /** Names the folder for the files. */
  static final String FOLDER = "spark.vireo.chaos.folder";

  @Override
  public DriverPlugin driverPlugin() {
    return null;
  }

  @Override
  public ExecutorPlugin executorPlugin() {
    return new Holder();
  }

  private static final class Holder implements ExecutorPlugin {
    private Path folder;

    @Override
    public void init(PluginContext context, Map<String, String> extra) {
      folder = Path.of(context.conf().get(FOLDER));
    }

    @Override
    public void onTaskStart() {
      TaskContext task = TaskContext.get();
      String job = task.getLocalProperty("spark.job.description");
      String stage = job == null ? "reading" : job.replaceAll("[^A-Za-z0-9=]+", "-");
      boolean last = stage.contains("iteration=2") || stage.endsWith("step-3");
      boolean passed = stage.endsWith("step-1") || stage.endsWith("step-4");
      if (!passed
          && task.partitionId() == (last ? task.numPartitions() - 1 : 0)
          && isFirst(stage)) {
        standStill();
      }
    }

    /** Whether no executor has been here; leaves the file. */
    private boolean isFirst(String stage) {
      try {
        Path place = Files.createDirectory(folder.resolve(stage));
        Path draft = place.resolve("draft");
        Files.writeString(draft, Long.toString(ProcessHandle.current().pid()));
        Files.move(draft, place.resolve("process"), StandardCopyOption.ATOMIC_MOVE);
        return true;
      } catch (FileAlreadyExistsException e) {
        return false;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    private static synchronized void standStill() {
      while (true) {
        try {
          Holder.class.wait();
        } catch (InterruptedException e) {
          // Only SIGKILL ends this.
        }
      }
    }
  }
}
