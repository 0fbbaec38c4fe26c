package dev.vireo.models.template.values;

import java.util.List;

/**
 * The value of a name or element that does not exist. It prints as an empty text and iterates as an
 * empty list; any other use fails.
 *
 * @param why the message of that failure
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
