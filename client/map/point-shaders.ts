/** Points as the four level shapes, by distance to the shape's edge: crisp at any size, no sprite. */
export const POINT_VERTEX = `#version 300 es
layout(location = 0) in vec2 a_position;
layout(location = 1) in uint a_state;
uniform mat4 u_matrix;
uniform float u_size;
uniform int u_abnormal;
flat out int v_state;
out float v_px;
void main() {
  v_state = int(a_state);
  bool abnormal = v_state < 4 || v_state == 5;
  if (v_state > 6 || abnormal != (u_abnormal == 1)) {
    gl_Position = vec4(2.0, 2.0, 2.0, 1.0);
    gl_PointSize = 0.0;
    return;
  }
  v_px = u_size * (v_state < 3 ? 3.2 : v_state == 3 ? 2.6 : v_state == 5 ? 1.8 : 1.0) + 2.0;
  gl_PointSize = v_px;
  gl_Position = u_matrix * vec4(a_position, 0.0, 1.0);
}`

export const POINT_FRAGMENT = `#version 300 es
precision mediump float;
uniform vec3 u_colour[8];
uniform float u_quiet;
flat in int v_state;
in float v_px;
out vec4 colour;
float shape(vec2 p) {
  if (v_state == 0) return abs(p.x) + abs(p.y) - 0.94;
  if (v_state == 1) return max(p.y - 0.72, 0.88 * abs(p.x) - 0.475 * p.y - 0.42);
  if (v_state == 2) return max(abs(p.x), abs(p.y)) - 0.72;
  return length(p) - 0.8;
}
void main() {
  vec2 p = gl_PointCoord * 2.0 - 1.0;
  float px = 2.0 / v_px;
  float d = shape(p);
  float inside = 1.0 - smoothstep(-px, px, d);
  // Levels stand on an edge of the ground; a late one and one never heard of are rings.
  bool level = v_state < 4;
  float rim = level ? smoothstep(-px, px, d + 2.2 * px) : 0.0;
  if (v_state >= 5) inside *= smoothstep(-px, px, d + 2.6 * px);
  vec3 rgb = mix(u_colour[v_state], u_colour[7], rim);
  float alpha = inside * (v_state == 4 ? u_quiet : 1.0);
  if (alpha < 0.01) discard;
  colour = vec4(rgb * alpha, alpha);
}`
