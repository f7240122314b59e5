interface Stub {
  id: string;
  call(): void;
}
