type Mode = "fast" | "slow" | "apac-ne";
interface Uses {
  mode?: Mode;
}
