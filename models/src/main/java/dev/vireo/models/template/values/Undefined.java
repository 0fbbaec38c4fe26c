package dev.vireo.models.template.values;

import java.util.List;

/**
 * What a name or an element stands for that is not there. It prints as nothing, is walked over as
 * an empty list, and anything else fails.
 *
 * @param why what is said where it fails
 */
public record Undefined(String why) implements Value {

  public TemplateFault fault() {
    return TemplateFault.wrong(why);
  }

  @Override
  public String type() {
    return "Undefined";
  }

  @Override
  public boolean truth() {
    return false;
  }

  @Override
  public void repr(TextBuilder out) {
    out.append("Undefined");
  }

  @Override
  public void str(TextBuilder out) {}

  @Override
  public List<Value> iterate(Meter meter) {
    return List.of();
  }

  @Override
  public long length() {
    return 0;
  }
}
