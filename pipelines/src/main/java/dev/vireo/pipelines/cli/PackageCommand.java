package dev.vireo.pipelines.cli;

import dev.vireo.algorithms.InputException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code vireo package}, which the launcher does before there is any Java to ask. */
@Command(
    name = "package",
    description = {
      "Make a distribution for spark-submit from a checkout, and print where it is.",
      "",
      "It takes no arguments: ./vireo package"
    })
final class PackageCommand implements Callable<Integer> {

  @Override
  public Integer call() {
    throw new InputException(
        "package takes no arguments, and works only with the launcher of a checkout: ./vireo"
            + " package");
  }
}
